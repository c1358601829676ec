public import Foundation
import VigilCore
import VigilDatasets
import VigilNetworks
import VigilPreprocessing

/// Where a trained detector goes: the model folder, and the folder of its training beside it.
public struct DetectorDestination: Hashable, Sendable {
  /// The model folder to be; its name ends in `.vigil`.
  public var model: URL
  /// Whether a model that is already there may be replaced.
  public var replace: Bool
  /// The score from which on a snippet is abnormal, kept in the model.
  public var threshold: Double

  /// The same for one seed of several: `street-seed2.vigil` beside `street.vigil`.
  func forSeed(_ seed: UInt64) -> DetectorDestination {
    var own = self
    let name = "\(model.deletingPathExtension().lastPathComponent)-seed\(seed).vigil"
    own.model = model.deletingLastPathComponent().appending(path: name)
    return own
  }

  /// Names a destination.
  public init(_ model: URL, replace: Bool = false, threshold: Double = 0.7) {
    self.model = model
    self.replace = replace
    self.threshold = threshold
  }

  /// The folder of the training.
  public var folder: TrainingFolder { TrainingFolder(beside: model) }

  /// Says before hours of work that the model cannot be put in its place, or that there is nothing to resume.
  ///
  /// - Throws: `alreadyThere`; `badState`.
  func check(resume: Bool) throws(TrainingError) {
    do throws(CoreError) {
      try Destination.requireFree(model, replace: replace || resume)
    } catch {
      throw TrainingError(error)
    }
    let hasState = FileManager.default.fileExists(atPath: folder.state.path)
    if hasState, !resume, !replace {
      throw TrainingError(
        .alreadyThere,
        "\(folder.url.path) has an earlier training; add --resume to continue it, or --replace")
    }
    if !hasState, resume {
      throw TrainingError(.badState, "there is no training to resume in \(folder.url.path)")
    }
  }

  /// Writes the model: the detector, and the extractor that the features were made with if it has no weights, so that the model
  /// is whole.
  ///
  /// - Parameter training: how the weights came about; how the features were made is added.
  func write(
    _ weights: Weights, of set: FeatureSet, _ preprocessing: Preprocessing, replace: Bool,
    training: TrainingProvenance
  ) throws -> ModelFolder {
    var writer = try ModelFolderWriter(model, replace: replace)
    let extractors = set.normal.map { FeatureProvenance.beside($0.url)?.method.extractor }
    if extractors.allSatisfy({ $0 == FlowStatistics.name }) {
      try writer.add(.flow(FlowStatistics()), Weights([:]))
    }
    var training = training
    training.features = set.normal.first.flatMap { FeatureProvenance.beside($0.url)?.method.description }
    try writer.add(.rtfm(RTFM(of: weights)), weights, training: training)
    return try writer.finish(
      ModelSettings(
        name: model.deletingPathExtension().lastPathComponent, preprocessing: preprocessing,
        threshold: threshold))
  }
}
