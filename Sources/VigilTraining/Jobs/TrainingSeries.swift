import Foundation
public import VigilCore
import VigilNetworks

/// The same training once for each of several random seeds, one after another.
///
/// Seeds alone move the area of a detector by more than most papers gain: a single number says little. Each training makes a model
/// of its own, `NAME-seed2.vigil`.
public struct TrainingSeries: Sendable {
  /// How the trainings ended.
  public struct Outcome: Sendable {
    /// Each seed that was begun, with its training.
    public var trainings: [(seed: UInt64, outcome: TrainingJob.Outcome)]
    /// The number of seeds asked for.
    public var seeds: Int
  }

  private let configuration: TrainingConfiguration
  private let seeds: [UInt64]?

  /// Prepares trainings.
  ///
  /// - Parameter seeds: The random seeds; nil for one training with the seed of the settings, which makes the model itself.
  public init(_ configuration: TrainingConfiguration, seeds: [UInt64]? = nil) {
    self.configuration = configuration
    self.seeds = seeds
  }

  /// Fails before hours of work; see `TrainingJob.check`.
  ///
  /// - Throws: `TorchError.pluginMissing`; `TrainingError`.
  public func check() throws {
    for (_, job) in jobs { try job.check() }
  }

  /// Trains with one seed after another until all are done or `stop` is requested, which ends the current one as
  /// `TrainingJob.run` does. One that is resumed begins anew with seeds that were not begun.
  ///
  /// - Throws: As `TrainingJob.run`.
  public func run(stop: StopRequest, report: (TrainingEvent) -> Void = { _ in }) throws -> Outcome {
    let jobs = jobs
    for (_, job) in jobs { try job.configuration.destination.check(resume: job.configuration.resume) }
    var outcome = Outcome(trainings: [], seeds: jobs.count)
    for (number, (seed, job)) in jobs.enumerated() {
      guard !stop.isRequested || outcome.trainings.isEmpty else { break }
      if jobs.count > 1 { report(.seed(seed, number: number + 1, of: jobs.count)) }
      do {
        outcome.trainings.append((seed, try job.run(stop: stop, report: report)))
      } catch let error as TrainingError where error.code == .interrupted && !outcome.trainings.isEmpty {
        // Those that were finished are not lost with one that had made no step.
        break
      }
    }
    return outcome
  }

  /// The jobs, each with its seed and its own model.
  private var jobs: [(seed: UInt64, job: TrainingJob)] {
    guard let seeds else { return [(configuration.settings.seed, TrainingJob(configuration))] }
    return seeds.map { seed in
      var own = configuration
      own.settings.seed = seed
      own.destination = configuration.destination.forSeed(seed)
      own.resume =
        configuration.resume && FileManager.default.fileExists(atPath: own.destination.folder.state.path)
      return (seed, TrainingJob(own))
    }
  }
}

extension TrainingSeries.Outcome {
  /// What was made, in lines for people; of several seeds a table with the mean and the deviation of each measure.
  public var lines: [String] {
    guard seeds > 1 else { return trainings.flatMap(\.outcome.lines) }
    var lines = trainings.flatMap { seed, outcome in
      ["made \(outcome.model.url.path)"] + outcome.warnings.map { "warning: seed \(seed): \($0)" }
    }
    let measures: [(name: String, value: (ValidationSummary) -> Double?)] = [
      ("video-level AUC, held out", { $0.picked?.videoAUC }), ("test AUC, honest", { $0.honest?.testAUC }),
      ("test AUC, published protocol", { $0.bestOnTest?.testAUC }),
    ]
    let known = measures.filter { measure in
      trainings.contains { measure.value($0.outcome.summary) != nil }
    }
    guard !known.isEmpty else { return lines }
    func text(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 4) } ?? "–" }
    var rows = [["seed"] + known.map(\.name)]
    rows += trainings.map { seed, outcome in
      ["\(seed)"] + known.map { text($0.value(outcome.summary)) }
    }
    let columns = known.map { measure in trainings.compactMap { measure.value($0.outcome.summary) } }
    rows.append(["mean"] + columns.map { text(Self.mean($0)) })
    rows.append(["standard deviation"] + columns.map { text(Self.deviation($0)) })
    lines += TextTable.lines(rows, numeric: Set(1...known.count))
    let left = seeds - trainings.count
    return left == 0 ? lines : lines + ["\(NumberText.count(left, "seed")) not begun; add --resume to go on"]
  }

  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Of a sample: divided by one less than its size; nil for a single value.
  static func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
