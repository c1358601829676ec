import Foundation
public import VigilDatasets

/// What a detector is validated on during training.
public struct ValidationFiles: Hashable, Sendable {
  /// Features of videos without an anomaly to choose the checkpoint by, as `FeatureFiles` takes them.
  public var normal: [String]
  /// Features of videos with an anomaly somewhere to choose the checkpoint by.
  public var abnormal: [String]
  /// Features of a test set, by which nothing is chosen.
  public var test: [String]
  /// The ground truth of the test set.
  public var truth: GroundTruthFiles

  /// Holds the files.
  public init(
    normal: [String] = [], abnormal: [String] = [], test: [String] = [],
    truth: GroundTruthFiles = GroundTruthFiles()
  ) {
    self.normal = normal
    self.abnormal = abnormal
    self.test = test
    self.truth = truth
  }

  /// What a checkpoint is chosen by, with the split that the settings ask for.
  ///
  /// - Throws: `DatasetError` with everything that is missing.
  func validation(_ settings: TrainingSettings) throws(DatasetError) -> TrainingSets.Files.Validation {
    if let share = settings.validation?.share {
      return .split(ValidationSplit(share: share, seed: settings.seed))
    }
    guard !normal.isEmpty else { return .none }
    return .given(normal: try FeatureFiles.named(normal), abnormal: try FeatureFiles.named(abnormal))
  }

  /// The test set; nil if none is given.
  func testSet() throws -> TestSet.Files? {
    guard !test.isEmpty else { return nil }
    return try TestSet.Files(test, truth: StoredGroundTruth(truth, ofFeatures: true))
  }
}
