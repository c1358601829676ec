public import VigilCore
import VigilPipeline

/// How many frames a second are scored when all of them are there already.
public struct Throughput: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    /// Frames that were scored, padding not counted, and their snippets.
    public var frames, snippets: Int
    /// Seconds from the start of the process to its first score, where the system tells.
    public var firstScore: Double?
    /// What the meters said meanwhile.
    public var sampling: MeterSampling.Outcome

    /// Describes what came of it.
    package init(frames: Int, snippets: Int, firstScore: Double?, sampling: MeterSampling.Outcome) {
      self.frames = frames
      self.snippets = snippets
      self.firstScore = firstScore
      self.sampling = sampling
    }
  }

  /// The fewest snippets that are measured, however long they take.
  public static let fewestSnippets = 3

  private let workload: Workload
  private let seconds: Double
  private let warmUp: Int

  /// Plans a measurement of some seconds after `warmUp` snippets, at least 1.
  public init(_ workload: Workload, seconds: Double, warmUp: Int) {
    precondition(warmUp >= 1, "the first snippet pays for what is made once")
    self.workload = workload
    self.seconds = seconds
    self.warmUp = warmUp
  }

  /// Measures.
  ///
  /// - Throws: `interrupted` if `stop` is asked for before the end, and what the pipeline throws.
  public func run(meters: Meters, stop: StopRequest) async throws -> Outcome {
    let inner = StopRequest()
    var firstScore: Double?
    var (scored, frames, snippets) = (0, 0, 0)
    var sampling: MeterSampling?
    var began = ContinuousClock.now
    var outcome: MeterSampling.Outcome?
    let source = try workload.source()
    try await stop.watch(onRequest: { inner.request() }) {
      try await workload.run(source, stop: inner) { score in
        guard outcome == nil else { return }
        scored += 1
        if scored == 1 { firstScore = ProcessUsage.age() }
        if scored == warmUp {
          sampling = MeterSampling(sensor: meters.sensor, graphics: meters.graphics)
          began = .now
        }
        guard scored > warmUp else { return }
        frames += score.position.frameCount
        snippets += 1
        guard snippets >= Self.fewestSnippets, ContinuousClock.now - began >= .seconds(seconds) else {
          return
        }
        outcome = sampling?.finish()
        inner.request()
      }
    }
    guard let outcome else { throw Workload.interrupted }
    return Outcome(frames: frames, snippets: snippets, firstScore: firstScore, sampling: outcome)
  }
}
