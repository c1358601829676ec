public import Foundation

/// The provenance of a result: everything needed to judge and reproduce it.
///
/// Plain values only, so that any caller can fill it in, and result files that are years
/// old can still be read.
public struct Provenance: Hashable, Sendable, Codable {
  /// The version of Vigil.
  public var vigil: String
  /// When the run began, in UTC, as ISO 8601 (`2026-03-01T12:00:00Z`).
  public var date: String
  /// The source.
  public var source: SourceDescription
  /// The preprocessing of the frames.
  public var preprocessing: PreprocessingDescription
  /// The networks in the order in which they ran.
  public var networks: [NetworkDescription]
  /// The inference engine.
  public var engine: EngineDescription
  /// Whether scores saw the future of the video.
  public var detection: DetectionDescription
  /// How scores became events.
  public var rules: EventRules
  /// Where the threshold came from, such as `camera.json`; nil if unknown.
  public var thresholdSource: String?
  /// The machine in one line: processor, cores, memory, system.
  public var machine: String

  private enum CodingKeys: String, CodingKey {
    case vigil, date, source, preprocessing, networks, engine, detection, rules, machine
    case thresholdSource = "threshold_source"
  }

  private enum FormerKeys: String, CodingKey { case preprocessing = "recipe" }

  /// Reads a provenance; the key `preprocessing` was once `recipe`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    vigil = try values.decode(String.self, forKey: .vigil)
    date = try values.decode(String.self, forKey: .date)
    source = try values.decode(SourceDescription.self, forKey: .source)
    preprocessing =
      try former.decodeIfPresent(PreprocessingDescription.self, forKey: .preprocessing)
      ?? values.decode(PreprocessingDescription.self, forKey: .preprocessing)
    networks = try values.decode([NetworkDescription].self, forKey: .networks)
    engine = try values.decode(EngineDescription.self, forKey: .engine)
    detection = try values.decode(DetectionDescription.self, forKey: .detection)
    rules = try values.decode(EventRules.self, forKey: .rules)
    thresholdSource = try values.decodeIfPresent(String.self, forKey: .thresholdSource)
    machine = try values.decode(String.self, forKey: .machine)
  }

  /// Makes a provenance; `date` is kept to the second.
  public init(
    vigil: String, date: Date, source: SourceDescription, preprocessing: PreprocessingDescription,
    networks: [NetworkDescription], engine: EngineDescription, detection: DetectionDescription,
    rules: EventRules, thresholdSource: String? = nil, machine: String
  ) {
    self.vigil = vigil
    self.date = date.formatted(.iso8601)
    self.source = source
    self.preprocessing = preprocessing
    self.networks = networks
    self.engine = engine
    self.detection = detection
    self.rules = rules
    self.thresholdSource = thresholdSource
    self.machine = machine
  }

  /// Whether every network has trained weights.
  ///
  /// If not, the scores exercise the pipeline and say nothing about the video.
  public var isTrained: Bool { networks.allSatisfy(\.isTrained) }

  /// The JSON text that all result files begin with; the same values give the same bytes.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("a provenance contains only finite numbers")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
