public import VigilPreprocessing

/// One measurement, made by one process.
public struct MeasurementTask: Hashable, Sendable {
  /// How an engine shares the threads of the machine.
  public struct Layout: Hashable, Sendable {
    /// Threads that compute, and inferences at the same time.
    public var threads, streams: Int

    /// Names both.
    public init(threads: Int, streams: Int) {
      self.threads = threads
      self.streams = streams
    }
  }

  /// What is done.
  public var scenario: Scenario
  /// A folder or name of a model; two that are joined by `+`, one with the extractor and one with the detector.
  public var model: String
  /// How frames become crops; nil for the model's own.
  public var preset: Preset?
  /// Crops of a frame; nil for the model's own.
  public var crops: CropCount?
  /// Whether the graph is run as published, although the engine would compute its first layers apart.
  public var usesPlainGraph = false
  /// Threads and streams; nil for what the user or the engine chooses.
  public var layout: Layout?

  /// Names what is measured.
  public init(
    _ scenario: Scenario, model: String, preset: Preset? = nil, crops: CropCount? = nil,
    usesPlainGraph: Bool = false, layout: Layout? = nil
  ) {
    self.scenario = scenario
    self.model = model
    self.preset = preset
    self.crops = crops
    self.usesPlainGraph = usesPlainGraph
    self.layout = layout
  }

  /// The folders or names of the model.
  public var folders: [String] { model.split(separator: "+").map(String.init) }

  /// What it is called in a line of progress.
  public var name: String {
    let details = [
      preset?.rawValue, crops.map { "\($0.rawValue) crops" }, usesPlainGraph ? "plain graph" : nil,
    ]
    return ([scenario.rawValue, model] + details.compactMap(\.self)).joined(separator: ", ")
  }
}
