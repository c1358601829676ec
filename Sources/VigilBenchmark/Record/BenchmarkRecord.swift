public import Foundation
public import VigilCore
import VigilReport

/// A complete benchmark: measurements, setups, conditions, and every value of every round.
public struct BenchmarkRecord: Hashable, Sendable, Codable {
  /// The version of the format that is written; newer ones are refused.
  public static let currentFormat = 1

  /// One setup in one scenario.
  public struct Measurement: Hashable, Sendable, Codable {
    /// The scenario.
    public var scenario: Scenario
    /// The setup.
    public var setup: Setup
    /// The figures, one value for each round.
    public var figures: [Figure]
    /// For each round, latencies in milliseconds: the minimum, the 99 percentiles and the maximum.
    public var latencies: [[Double]]
    /// For each round, the camera trials.
    public var trials: [[ScenarioRound.Trial]]
    /// What throttled the machine at the end of any round; empty if nothing did.
    public var throttling: [String]

    /// The figure of a kind, if it was measured.
    public subscript(kind: FigureKind) -> Figure? { figures.first { $0.kind == kind } }
  }

  /// The version of the format.
  public var format: Int
  /// The version of Vigil, and when the benchmark began, in UTC (ISO 8601).
  public var vigil, date: String
  /// The command line.
  public var command: String
  /// The machine.
  public var system: SystemDescription
  /// The recording that was scored.
  public var video: SourceDescription
  /// The settings of the measurements.
  public var conditions: BenchmarkConditions
  /// The source of energy figures.
  public var energy: EnergyDescription
  /// The GPU that runs the networks; nil without one.
  public var graphics: GraphicsDescription?
  /// The machine before the first round and after the last.
  public var before, after: MachineState
  /// The number of completed rounds.
  public var rounds: Int
  /// All measurements, in the order of their first round.
  public var measurements: [Measurement]

  /// Makes a record without any round.
  public init(
    vigil: String, date: Date, command: String, system: SystemDescription, video: SourceDescription,
    conditions: BenchmarkConditions, energy: EnergyDescription, before: MachineState
  ) {
    format = Self.currentFormat
    self.vigil = vigil
    self.date = date.formatted(.iso8601)
    self.command = command
    self.system = system
    self.video = video
    self.conditions = conditions
    self.energy = energy
    self.before = before
    after = before
    rounds = 0
    measurements = []
  }

  /// Adds a completed round.
  public mutating func add(_ round: [ScenarioRound]) {
    rounds += 1
    for result in round {
      let place =
        measurements.firstIndex { $0.scenario == result.scenario && $0.setup == result.setup }
        ?? measurements.endIndex
      if place == measurements.endIndex {
        measurements.append(
          Measurement(
            scenario: result.scenario, setup: result.setup, figures: [], latencies: [], trials: [],
            throttling: []))
      }
      measurements[place].add(result)
    }
  }

  /// All setups, in the order in which they were measured.
  public var setups: [Setup] {
    measurements.reduce(into: []) { if !$0.contains($1.setup) { $0.append($1.setup) } }
  }

  /// A setup in a scenario, if it was measured.
  public subscript(setup: Setup, scenario: Scenario) -> Measurement? {
    measurements.first { $0.setup == setup && $0.scenario == scenario }
  }
}

extension BenchmarkRecord.Measurement {
  fileprivate mutating func add(_ round: ScenarioRound) {
    for value in round.values {
      if let place = figures.firstIndex(where: { $0.kind == value.kind }) {
        figures[place].samples.append(value.value)
      } else {
        figures.append(Figure(value.kind, [value.value]))
      }
    }
    if let found = round.latencies { latencies.append(found) }
    if let found = round.trials { trials.append(found) }
    throttling += (round.sampling?.throttling ?? []).filter { !throttling.contains($0) }
  }
}

extension BenchmarkRecord {
  /// The maximum size of a file that is read, in bytes.
  private static let largest = 64 << 20

  /// Reads a file.
  ///
  /// - Throws: `badFile`.
  public init(reading file: URL) throws(BenchmarkError) {
    let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize
    guard let size, size <= Self.largest, let data = try? Data(contentsOf: file) else {
      throw BenchmarkError(
        .badFile, "cannot read \(file.path); give a benchmark.json of vigil benchmark --output")
    }
    struct Version: Decodable { var format: Int }
    let version = try? JSONDecoder().decode(Version.self, from: data)
    if let version, version.format > Self.currentFormat {
      throw BenchmarkError(
        .badFile,
        "\(file.path) is of format \(version.format), this version reads \(Self.currentFormat); update vigil")
    }
    guard let record = try? JSONDecoder().decode(Self.self, from: data) else {
      throw BenchmarkError(
        .badFile, "\(file.path) is not a benchmark file; give a benchmark.json of vigil benchmark --output")
    }
    self = record
  }

  /// The record as JSON; the same values give the same bytes.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("a record contains only finite numbers")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
