public import Foundation

/// How a result came about: everything needed to judge it and to make it again.
///
/// Plain values only, so that whoever runs a detection can fill it in, and a result file that is years
/// old can still be read.
public struct Provenance: Hashable, Sendable, Codable {
  /// The version of Vigil.
  public var vigil: String
  /// When the run began, in UTC, as ISO 8601 (`2026-03-01T12:00:00Z`).
  public var date: String
  /// What was watched.
  public var source: SourceDescription
  /// How frames became the input of the first network.
  public var preprocessing: PreprocessingDescription
  /// The networks in the order in which they ran.
  public var networks: [NetworkDescription]
  /// What ran the networks.
  public var engine: EngineDescription
  /// Whether scores saw the future of the video.
  public var detection: DetectionDescription
  /// What made an event of scores.
  public var rules: EventRules
  /// Where the threshold came from, such as `camera.json`; nil if nobody says.
  public var thresholdSource: String?
  /// The machine in one line: processor, cores, memory, system.
  public var machine: String

  private enum CodingKeys: String, CodingKey {
    case vigil, date, source, networks, engine, detection, rules, machine
    case preprocessing = "recipe"
    case thresholdSource = "threshold_source"
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

  /// Whether every network has weights that were fitted to data.
  ///
  /// If not, the scores exercise the pipeline and say nothing about the video.
  public var isTrained: Bool { networks.allSatisfy(\.isTrained) }

  /// The JSON text that all result files begin with; the same values give the same bytes.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("the parts of a provenance hold only numbers that JSON can hold")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
