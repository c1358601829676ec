public import VigilCore
public import VigilPipeline

/// Gives the updates of one run to its sinks, in order, and ends them.
///
///     var recorder = DetectionRecorder([results, lines], hasCascade: false, onFailure: { log.error("\($0.error)") })
///     let counts = try await run.run(stop: stop) { try await recorder.take($0) }
///     try await recorder.finish(counts, ending: .endOfSource)
public struct DetectionRecorder {
  private struct Outlet {
    var sink: any DetectionSink
    var failures = 0
    var reported: Double?
  }

  /// Failures of a sink are reported at most once in this many seconds.
  public static let reportInterval = 3600.0

  private var outlets: [Outlet]
  private var tally: RunTally
  private let clocks: Clocks
  private let faults: () -> SourceFaults
  private let onFailure: ((SinkFailure) -> Void)?

  /// Joins sinks; the first gets each update first, and is ended first.
  ///
  /// - Parameters:
  ///   - hasCascade: whether snippets with all crops are counted apart.
  ///   - onFailure: receives failures of sinks, the first at once and later ones hourly; the other sinks and the run go on, as
  ///     the run of a camera must. If nil, the first failure is thrown and ends the run, as for a recording, which can
  ///     be scored again.
  ///   - faults: what was wrong with the source, asked for at the end.
  public init(
    _ sinks: [any DetectionSink], hasCascade: Bool, clocks: Clocks = .machine,
    onFailure: ((SinkFailure) -> Void)? = nil, faults: @escaping () -> SourceFaults = { SourceFaults() }
  ) {
    outlets = sinks.map { Outlet(sink: $0) }
    tally = RunTally(hasCascade: hasCascade, clocks: clocks)
    self.clocks = clocks
    self.faults = faults
    self.onFailure = onFailure
  }

  /// Whether anything was scored so far.
  var hasScores: Bool { tally.scores > 0 }

  /// Gives the next update to every sink.
  public mutating func take(_ update: DetectionUpdate) async throws {
    tally.note(update)
    for index in outlets.indices {
      do {
        try await outlets[index].sink.take(update)
      } catch {
        try note(error, at: index)
      }
    }
  }

  /// Ends every sink.
  ///
  /// - Throws: the first failure, if failures end the run; else `incomplete` if there was any.
  public mutating func finish(_ counts: PipelineCounts, ending: RunOutcome.Ending) async throws {
    var outcome = tally.outcome(counts, ending: ending)
    let faults = faults()
    if !faults.isEmpty { outcome.faults = faults }
    for index in outlets.indices {
      do {
        try await outlets[index].sink.finish(outcome)
      } catch {
        try note(error, at: index)
      }
    }
    let failed = outlets.filter { $0.failures > 0 }
    guard failed.isEmpty else {
      let parts = failed.map { "\($0.sink.name) (\(NumberText.count($0.failures, "failure")))" }
      throw SinkError(
        .incomplete, "not everything could be written: \(parts.joined(separator: ", ")); see the log for why")
    }
  }

  /// Ends a failed run: the scores so far become a complete result; a run without scores leaves none.
  public mutating func giveUp() async throws {
    guard tally.scores > 0 else {
      for index in outlets.indices { await outlets[index].sink.discard() }
      return
    }
    try await finish(tally.counts, ending: .failed)
  }

  private mutating func note(_ error: any Error, at index: Int) throws {
    guard let onFailure, !(error is CancellationError) else { throw error }
    outlets[index].failures += 1
    let now = clocks.now()
    if let reported = outlets[index].reported, now - reported < Self.reportInterval { return }
    outlets[index].reported = now
    onFailure(
      SinkFailure(sink: outlets[index].sink.name, count: outlets[index].failures, error: error))
  }
}
