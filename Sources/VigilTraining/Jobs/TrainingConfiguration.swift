public import VigilInference
public import VigilNetworks
public import VigilPreprocessing
import VigilTorch

/// Everything that a training of a detector is asked for.
public struct TrainingConfiguration: Sendable {
  /// A model whose detector to begin with.
  public struct Start: Sendable {
    /// What errors call it.
    public var name: String
    /// The model.
    public var folder: ModelFolder

    /// Names a model.
    public init(name: String, folder: ModelFolder) {
      self.name = name
      self.folder = folder
    }
  }

  /// What to learn from.
  public var source: TrainingSource
  /// What to measure on meanwhile.
  public var validation: ValidationFiles
  /// Where the model goes.
  public var destination: DetectorDestination
  /// Every number of the training; a training that is resumed keeps its own.
  public var settings: TrainingSettings
  /// What to begin with; random weights if nil.
  public var start: Start?
  /// Whether the training of this destination is resumed.
  public var resume = false
  /// The state is kept after every so many steps.
  public var saveEvery = 500
  /// The preset that the features were made with; theirs if nil.
  public var preset: Preset?
  /// Where to compute.
  public var device = ComputeDevice.cpu
  /// Processor threads; nil for all cores.
  public var threads: Int?

  /// Asks for a training from random weights on the processor.
  public init(
    _ source: TrainingSource, validation: ValidationFiles = ValidationFiles(),
    to destination: DetectorDestination, settings: TrainingSettings = .rtfm
  ) {
    self.source = source
    self.validation = validation
    self.destination = destination
    self.settings = settings
  }
}
