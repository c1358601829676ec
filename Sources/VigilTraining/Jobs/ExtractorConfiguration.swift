public import Foundation
public import VigilDatasets
public import VigilInference
public import VigilPreprocessing
import VigilTorch

/// Everything that a training of an extractor is asked for.
public struct ExtractorConfiguration: Hashable, Sendable {
  /// Videos without an anomaly, and folders of them.
  public var normal: [String]
  /// Videos of anomalies, and folders of them.
  public var abnormal: [String]
  /// The block of the sorted names of each class to leave out and to score at the end; nil for none.
  public var holdOut: Shard?
  /// The model folder to make; its name ends in `.vigil`.
  public var model: URL
  /// Whether a model that is already there may be replaced.
  public var replace = false
  /// A folder for prepared frames that are kept; nil for one that is removed at the end.
  public var frames: URL?
  /// The preprocessing.
  public var preprocessing = Preprocessing(.compact, crops: .one)
  /// Channels of the first layer.
  public var channels = 16
  /// Every number of the training.
  public var settings = ExtractorTrainingSettings()
  /// Where to compute.
  public var device = ComputeDevice.cpu
  /// Processor threads; nil for all cores.
  public var threads: Int?

  /// Asks for a training on the processor.
  public init(normal: [String], abnormal: [String], model: URL) {
    self.normal = normal
    self.abnormal = abnormal
    self.model = model
  }
}
