public import Foundation
public import VigilDatasets

/// The features of normal and abnormal videos, on disk.
public struct FeatureSet: Sendable {
  /// Videos without an anomaly.
  public let normal: [FeatureVideo]
  /// Videos with one somewhere.
  public let abnormal: [FeatureVideo]
  /// Views of each frame.
  public let crops: Int
  /// Size of a feature.
  public let size: Int

  init(normal: [FeatureVideo], abnormal: [FeatureVideo], crops: Int, size: Int) {
    self.normal = normal
    self.abnormal = abnormal
    self.crops = crops
    self.size = size
  }

  /// Opens files, reading only their headers.
  ///
  /// - Throws: `badData` that lists everything that is missing, damaged or shaped differently from the others.
  public init(normal: [URL], abnormal: [URL]) throws(TrainingError) {
    self = try TrainingSets(TrainingSets.Files(normal: normal, abnormal: abnormal)).training
  }
}
