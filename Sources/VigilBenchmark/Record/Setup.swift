public import VigilCore
public import VigilPreprocessing
import VigilReport

/// What was measured: which networks, on what views of the frames, and how they were run.
public struct Setup: Hashable, Sendable, Codable {
  /// The model as the user named it; two folders are joined by `+`.
  public var model: String
  /// The networks and their weights.
  public var networks: [NetworkDescription]
  /// The preset and the crops.
  public var preprocessing: PreprocessingDescription
  /// What ran the networks.
  public var engine: EngineDescription
  /// Threads that computed, and inferences at the same time.
  public var threads, streams: Int
  /// Whether the first layers were computed apart, with fewer multiplications.
  public var hasFastStem: Bool

  private enum CodingKeys: String, CodingKey {
    case model, networks, engine, threads, streams
    case preprocessing = "recipe"
    case hasFastStem = "fast_stem"
  }

  /// Describes a setup.
  public init(
    model: String, networks: [NetworkDescription], preprocessing: PreprocessingDescription,
    engine: EngineDescription,
    threads: Int, streams: Int, hasFastStem: Bool
  ) {
    self.model = model
    self.networks = networks
    self.preprocessing = preprocessing
    self.engine = engine
    self.threads = threads
    self.streams = streams
    self.hasFastStem = hasFastStem
  }

  /// What the description of preset and crops means; nil for one that this version does not know.
  public var knownPreprocessing: Preprocessing? {
    guard let preset = Preset(rawValue: preprocessing.name),
      let crops = CropCount(rawValue: preprocessing.crops)
    else {
      return nil
    }
    return Preprocessing(preset, crops: crops)
  }

  /// The arithmetic of the networks, such as `fp32` or `int8 + fp32`.
  public var precision: String {
    let kinds = networks.map(\.precision)
    return Set(kinds).count == 1 ? kinds[0] : kinds.joined(separator: " + ")
  }

  /// Whether anything but the plain graph in full precision was run, as the paper's TensorRT columns.
  public var isOptimised: Bool { hasFastStem || networks.contains { $0.precision != "fp32" } }

  /// The model without the folders that it lies in.
  public var title: String {
    model.split(separator: "+").map { $0.split(separator: "/").last ?? $0 }.joined(separator: "+")
  }

  /// What tells it from the other setups of a benchmark.
  public var name: String {
    "\(model), \(preprocessing.name)/\(preprocessing.crops), \(precision)\(hasFastStem ? ", fast first layers" : ", plain graph")"
  }
}
