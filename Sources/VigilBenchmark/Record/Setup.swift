public import VigilCore
public import VigilPreprocessing
import VigilReport

/// The networks, their preprocessing, and how they were run.
public struct Setup: Hashable, Sendable, Codable {
  /// The model as the user named it; two folders are joined by `+`.
  public var model: String
  /// The networks and their weights.
  public var networks: [NetworkDescription]
  /// The preset and the crops.
  public var preprocessing: PreprocessingDescription
  /// The inference engine.
  public var engine: EngineDescription
  /// Threads, and concurrent inferences.
  public var threads, streams: Int
  /// Whether the first layers were computed separately, with fewer multiplications.
  public var hasFastStem: Bool

  private enum CodingKeys: String, CodingKey {
    case model, networks, preprocessing, engine, threads, streams
    case hasFastStem = "fast_stem"
  }

  private enum FormerKeys: String, CodingKey { case preprocessing = "recipe" }

  /// Reads a setup; the key `preprocessing` was once `recipe`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    model = try values.decode(String.self, forKey: .model)
    networks = try values.decode([NetworkDescription].self, forKey: .networks)
    preprocessing =
      try former.decodeIfPresent(PreprocessingDescription.self, forKey: .preprocessing)
      ?? values.decode(PreprocessingDescription.self, forKey: .preprocessing)
    engine = try values.decode(EngineDescription.self, forKey: .engine)
    threads = try values.decode(Int.self, forKey: .threads)
    streams = try values.decode(Int.self, forKey: .streams)
    hasFastStem = try values.decode(Bool.self, forKey: .hasFastStem)
  }

  /// Makes a setup.
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

  /// The preprocessing that the description of preset and crops refers to; nil if this version does not know it.
  public var knownPreprocessing: Preprocessing? {
    guard let preset = Preset(rawValue: preprocessing.name),
      let crops = CropCount(rawValue: preprocessing.crops)
    else {
      return nil
    }
    return Preprocessing(preset, crops: crops)
  }

  /// The number formats of the networks, such as `fp32` or `int8 + fp32`.
  public var precision: String {
    let kinds = networks.map(\.precision)
    return Set(kinds).count == 1 ? kinds[0] : kinds.joined(separator: " + ")
  }

  /// Whether it differs from the plain graph in full precision, like the paper's TensorRT columns.
  public var isOptimised: Bool { hasFastStem || networks.contains { $0.precision != "fp32" } }

  /// The model without the folders that contain it.
  public var title: String {
    model.split(separator: "+").map { $0.split(separator: "/").last ?? $0 }.joined(separator: "+")
  }

  /// The name that distinguishes it from the other setups of a benchmark.
  public var name: String {
    "\(model), \(preprocessing.name)/\(preprocessing.crops), \(precision)\(hasFastStem ? ", fast first layers" : ", plain graph")"
  }
}
