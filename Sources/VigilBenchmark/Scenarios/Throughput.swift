public import VigilCore
import VigilPipeline

/// Measures the frames scored per second of a recording.
public struct Throughput: Sendable {
  /// The result.
  public struct Outcome: Sendable {
    /// Scored frames, padding not counted, and their snippets.
    public var frames, snippets: Int
    /// Seconds from the start of the process to its first score, if the system reports it.
    public var firstScore: Double?
    /// The readings of the meters.
    public var sampling: MeterSampling.Outcome

    /// Makes an outcome.
    package init(frames: Int, snippets: Int, firstScore: Double?, sampling: MeterSampling.Outcome) {
      self.frames = frames
      self.snippets = snippets
      self.firstScore = firstScore
      self.sampling = sampling
    }
  }

  /// The minimum number of measured snippets, however long they take.
  public static let fewestSnippets = 3

  private let workload: Workload
  private let seconds: Double
  private let warmUp: Int

  /// Makes a measurement of some seconds after `warmUp` snippets, at least 1.
  public init(_ workload: Workload, seconds: Double, warmUp: Int) {
    precondition(warmUp >= 1, "warmUp must be at least 1: the first snippet includes one-time work")
    self.workload = workload
    self.seconds = seconds
    self.warmUp = warmUp
  }

  /// Measures.
  ///
  /// - Throws: `interrupted` if `stop` is requested before the end, and errors of the pipeline.
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
