import Foundation
import VigilCore
import VigilInference
import VigilPreprocessing
import VigilReport

/// A plan for people and for programs.
public struct PlanText: Sendable {
  private let plan: DevicePlan
  private let trial: ScenarioRound?
  private let hasStreams: Bool

  /// A plan and how its choice did with all cameras; nil if there was none to try.
  ///
  /// - Parameter hasStreams: whether the engine takes `--streams`.
  public init(_ plan: DevicePlan, trial: ScenarioRound?, hasStreams: Bool) {
    self.plan = plan
    self.trial = trial
    self.hasStreams = hasStreams
  }

  /// Whether the choice sustained all cameras when it was tried.
  public var holds: Bool { (trial?.value(.cameras) ?? 0) >= Double(plan.cameras) }

  /// The columns of `table` that hold numbers.
  public static let numericColumns: Set = [2, 4, 5, 6, 7, 8]

  /// What was measured: the names of columns, then a row for each setup.
  public var table: [[String]] {
    var rows = [
      ["model", "preset", "crops", "precision", "streams", "frames/s", "cameras", "MiB", "drift", ""]
    ]
    for option in plan.options {
      let obstacles = plan.obstacles(option)
      rows.append([
        option.setup.model, option.setup.preprocessing.name, "\(option.setup.preprocessing.crops)",
        option.setup.precision,
        "\(option.setup.streams)", Figure.text(option.framesPerSecond),
        "\(option.cameras(framesPerSecond: plan.framesPerSecond))",
        option.memory.map { Figure.text($0) } ?? "unknown", option.drift.map { Figure.text($0) } ?? "unknown",
        option == plan.recommended ? "recommended" : obstacles.joined(separator: "; "),
      ])
    }
    return rows
  }

  private var target: String {
    "\(plan.cameras) camera\(plan.cameras == 1 ? "" : "s") at \(Figure.text(plan.framesPerSecond)) frames/s"
  }

  /// What to do, in a sentence or two.
  public var verdict: String {
    guard let choice = plan.recommended else {
      let best = plan.fastest.map {
        "; the fastest that fits is \($0.setup.name): \(Figure.text($0.framesPerSecond)) frames/s"
      }
      return
        "no setup here sustains \(target)\(best ?? ""). Fewer cameras or frames, or an int8 model, need less"
    }
    let drift = choice.drift.map { "scores drift by \(Figure.text($0)) on average" } ?? "drift unknown"
    var options = "--preset \(choice.setup.preprocessing.name) --crops \(choice.setup.preprocessing.crops)"
    if let streams = unusualStreams(choice.setup) { options += " --streams \(streams)" }
    guard holds else {
      let latency =
        trial?.trials?.last?.latency99.map { ", 99 of 100 snippets within \(Figure.text($0)) ms" } ?? ""
      return "\(choice.setup.name) should sustain \(target), but did not when it was tried\(latency); "
        + "close other programs, or plan for fewer frames"
    }
    let latency = trial?.value(.latency99).map { Figure.text($0) } ?? "–"
    return "\(target): use \(choice.setup.model) with \(options), \(choice.setup.precision); \(drift). "
      + "Tried: all frames scored, 99 of 100 snippets within \(latency) ms"
  }

  /// The streams of a setup if they are not its default.
  private func unusualStreams(_ setup: Setup) -> Int? {
    guard hasStreams, let preprocessing = setup.knownPreprocessing else { return nil }
    let usual = StreamLayout.best(items: preprocessing.passes, threads: setup.threads).streams
    return setup.streams == usual ? nil : setup.streams
  }

  /// The plan as one JSON object.
  public var json: String {
    struct Option: Encodable {
      var setup: Setup
      var framesPerSecond: Double
      var cameras: Int
      var memoryMiB, drift: Double?
      var obstacles: [String]
      var isRecommended: Bool

      enum CodingKeys: String, CodingKey {
        case setup, cameras, drift, obstacles
        case framesPerSecond = "frames_per_second"
        case memoryMiB = "memory_mib"
        case isRecommended = "recommended"
      }
    }
    struct Document: Encodable {
      var framesPerSecond: Double
      var cameras: Int
      var memoryMiB: Double?
      var options: [Option]
      public var holds: Bool
      var latency99: Double?

      enum CodingKeys: String, CodingKey {
        case cameras, options, holds
        case framesPerSecond = "camera_frames_per_second"
        case memoryMiB = "memory_limit_mib"
        case latency99 = "latency_p99_ms"
      }
    }
    let document = Document(
      framesPerSecond: plan.framesPerSecond, cameras: plan.cameras, memoryMiB: plan.memory,
      options: plan.options.map { option in
        Option(
          setup: option.setup, framesPerSecond: option.framesPerSecond,
          cameras: option.cameras(framesPerSecond: plan.framesPerSecond), memoryMiB: option.memory,
          drift: option.drift, obstacles: plan.obstacles(option), isRecommended: option == plan.recommended)
      }, holds: holds, latency99: trial?.value(.latency99))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(document)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
