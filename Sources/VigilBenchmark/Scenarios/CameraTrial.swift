public import VigilCore
import VigilMedia
import VigilPipeline

/// Measures latency with pictures that come as from cameras, each at its time whether or not anyone is ready.
public struct CameraTrial: Sendable {
  /// The result.
  public struct Outcome: Hashable, Sendable, Codable {
    /// The number of cameras.
    public var cameras: Int
    /// Seconds from the scheduled arrival of a snippet's last frame to its score, over all cameras.
    public var latencies: [Double]
    /// Frames that arrived in the measured time, and those of them that were scored.
    public var offeredFrames, scoredFrames: Int
    /// The readings of the meters.
    public var sampling: MeterSampling.Outcome

    /// Makes an outcome.
    package init(
      cameras: Int, latencies: [Double], offeredFrames: Int, scoredFrames: Int,
      sampling: MeterSampling.Outcome
    ) {
      self.cameras = cameras
      self.latencies = latencies
      self.offeredFrames = offeredFrames
      self.scoredFrames = scoredFrames
      self.sampling = sampling
    }

    /// The fraction of the frames that was scored.
    public var scoredShare: Double { Double(scoredFrames) / Double(offeredFrames) }

    /// Whether every frame was scored, and 99 of 100 snippets within `limit` seconds.
    public func holds(limit: Double) -> Bool {
      guard scoredFrames == offeredFrames, let order = Percentiles(latencies) else { return false }
      return order(0.99) <= limit
    }
  }

  private let workload: Workload
  private let cameras: Int
  private let framesPerSecond: Double
  private let window: CameraWindow
  private let patience: Double

  /// The time to open the sources, in seconds.
  private var lead: Double { 0.3 + 0.05 * Double(cameras) }
  private var snippetSeconds: Double { Double(SnippetPosition.framesPerSnippet) / framesPerSecond }

  /// Makes a trial of a minimum number of seconds after `warmUp` snippets of each camera.
  ///
  /// - Parameter patience: how long to wait for the last scores, in seconds.
  public init(
    _ workload: Workload, cameras: Int, framesPerSecond: Double, seconds: Double, warmUp: Int,
    patience: Double
  ) {
    precondition(
      cameras >= 1 && framesPerSecond > 0, "cameras must be at least 1 and the frame rate positive")
    self.workload = workload
    self.cameras = cameras
    self.framesPerSecond = framesPerSecond
    self.patience = patience
    window = CameraWindow(warmUp: warmUp, seconds: seconds, framesPerSecond: framesPerSecond)
  }

  /// Runs all cameras, with the ends of their snippets evenly staggered.
  ///
  /// - Throws: `interrupted` if `stop` is requested before the end, and errors of the pipeline.
  public func run(meters: Meters, stop: StopRequest) async throws -> Outcome {
    let start = ReplaySchedule.now + lead
    let schedules = (0..<cameras).map { camera in
      ReplaySchedule(
        start: start + snippetSeconds * Double(camera) / Double(cameras), framesPerSecond: framesPerSecond)
    }
    let (inner, scored) = (StopRequest(), StopRequest())
    let end = { @Sendable in
      inner.request()
      scored.request()
    }
    let (tallies, sampling) = try await stop.watch(onRequest: end) {
      async let metering = meter(from: schedules[0], meters: meters, scored: scored, stop: inner)
      let tallies = try await withThrowingTaskGroup(of: CameraTally.self) { group in
        for schedule in schedules { group.addTask { try await watch(schedule, stop: inner) } }
        var tallies: [CameraTally] = []
        do {
          for try await tally in group { tallies.append(tally) }
        } catch {
          end()
          throw error
        }
        scored.request()
        return tallies
      }
      return (tallies, try await metering)
    }
    guard !stop.isRequested, let sampling else { throw Workload.interrupted }
    return Outcome(
      cameras: cameras, latencies: tallies.flatMap(\.latencies),
      offeredFrames: tallies.reduce(0) { $0 + $1.offeredFrames },
      scoredFrames: tallies.reduce(0) { $0 + $1.scoredFrames }, sampling: sampling)
  }

  /// One camera, until its last measured snippet is scored or the trial is over.
  private func watch(_ schedule: ReplaySchedule, stop: StopRequest) async throws -> CameraTally {
    var tally = CameraTally(window, schedule)
    let own = StopRequest()
    let source = try workload.source(schedule)
    try await stop.watch(onRequest: { own.request() }) {
      try await workload.run(source, stop: own) { score in
        tally.add(score.position, at: ReplaySchedule.now)
        if tally.isOver { own.request() }
      }
    }
    return tally
  }

  /// Meters the time in which the measured frames arrive, then waits for the last snippets until all are `scored`.
  ///
  /// - Returns: nil if the trial was stopped before.
  private func meter(
    from schedule: ReplaySchedule, meters: Meters, scored: StopRequest, stop: StopRequest
  ) async throws -> MeterSampling.Outcome? {
    try await pause(until: schedule.arrival(of: window.frames.lowerBound), stop: stop)
    guard !stop.isRequested else { return nil }
    let sampling = MeterSampling(sensor: meters.sensor, graphics: meters.graphics)
    try await pause(until: schedule.arrival(of: window.frames.upperBound), stop: stop)
    let outcome = sampling.finish()
    guard !stop.isRequested else { return nil }
    try await pause(until: ReplaySchedule.now + patience, stop: scored)
    stop.request()
    return outcome
  }

  /// Sleeps in small steps, so that a stop is noticed.
  private func pause(until moment: Double, stop: StopRequest) async throws {
    while !stop.isRequested {
      let left = moment - ReplaySchedule.now
      guard left > 0 else { return }
      try await Task.sleep(for: .seconds(min(left, 0.1)))
    }
  }
}
