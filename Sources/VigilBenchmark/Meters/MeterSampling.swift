import Dispatch
import Foundation
import Synchronization
public import VigilCore

/// Reads the meters repeatedly on a queue of its own, from `start()` to `finish()`.
public final class MeterSampling: Sendable {
  /// The readings over a period.
  public struct Outcome: Hashable, Sendable, Codable {
    /// When it began and ended, in seconds since 1970.
    public var began, ended: Double
    /// The duration by a monotonic clock, in seconds.
    public var seconds: Double
    /// Processor time of this process, in seconds.
    public var cpuSeconds: Double
    /// The median and the peak of the resident memory, in bytes; nil if the system does not report it.
    public var steadyBytes, peakBytes: Double?
    /// Energy of the whole machine; nil without a sensor.
    public var energy: EnergyTally.Total?
    /// The highest temperature, in degrees Celsius, at the end.
    public var hottest: Double?
    /// What throttled the machine at the end, and its GPU at any time.
    public var throttling: [String]
    /// The readings of the GPU; nil without one.
    public var graphics: GraphicsTally.Total?

    /// Makes an outcome.
    package init(
      began: Double, ended: Double, seconds: Double, cpuSeconds: Double, steadyBytes: Double?,
      peakBytes: Double?, energy: EnergyTally.Total?, hottest: Double?, throttling: [String],
      graphics: GraphicsTally.Total? = nil
    ) {
      self.began = began
      self.ended = ended
      self.seconds = seconds
      self.cpuSeconds = cpuSeconds
      self.steadyBytes = steadyBytes
      self.peakBytes = peakBytes
      self.energy = energy
      self.hottest = hottest
      self.throttling = throttling
      self.graphics = graphics
    }

    private enum CodingKeys: String, CodingKey {
      case began, ended, seconds, energy, hottest, throttling, graphics
      case cpuSeconds = "cpu_seconds"
      case steadyBytes = "steady_bytes"
      case peakBytes = "peak_bytes"
    }
  }

  /// The seconds between two readings unless a sensor says otherwise.
  public static let interval = 0.1

  private struct State {
    var tally: EnergyTally?
    var graphics = GraphicsTally()
    var resident = ThinnedSamples(capacity: 1024)
  }
  private let tree: SystemTree
  private let graphics: GraphicsMeter?
  private let queue = DispatchQueue(label: "vigil meters")
  private let state: Mutex<State>
  // Only kept to be cancelled; dispatch sources may be used from any thread.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer
  private let began: (date: Double, instant: ContinuousClock.Instant, cpu: Double)

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - sensor: the energy sensor; nil for none.
  ///   - graphics: the GPU that runs the networks; nil for none.
  public init(_ tree: SystemTree = .machine, sensor: PowerSensor?, graphics: GraphicsMeter? = nil) {
    self.tree = tree
    self.graphics = graphics
    let start = ContinuousClock.now
    state = Mutex(State(tally: sensor.map(EnergyTally.init)))
    began = (Date.now.timeIntervalSince1970, start, ProcessUsage.now(tree).cpuSeconds)
    timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = sensor?.interval ?? Self.interval
    timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(5))
    timer.setEventHandler { [weak self] in self?.read() }
    // The energy of a short period depends on where it begins.
    read()
    timer.resume()
  }

  deinit { timer.cancel() }

  /// Reads a last time and stops.
  public func finish() -> Outcome {
    timer.cancel()
    queue.sync { read() }
    // Querying the state of the whole machine below takes a while, which must not be measured.
    let (ended, seconds) = (Date.now.timeIntervalSince1970, elapsed)
    let usage = ProcessUsage.now(tree)
    let (resident, energy, gpu) = state.withLock {
      ($0.resident.median, $0.tally?.total, graphics == nil ? nil : $0.graphics.total)
    }
    let now = MachineState(tree)
    return Outcome(
      began: began.date, ended: ended, seconds: seconds,
      cpuSeconds: usage.cpuSeconds - began.cpu, steadyBytes: resident, peakBytes: usage.peakBytes,
      energy: energy, hottest: now.hottest,
      throttling: now.throttling + (gpu?.slowedBy ?? []).map { "GPU: \($0)" }, graphics: gpu)
  }

  private var elapsed: Double { (ContinuousClock.now - began.instant) / .seconds(1) }

  private func read() {
    let resident = ProcessUsage.now(tree).residentBytes
    state.withLock { state in
      if let resident { state.resident.append(resident) }
      state.tally?.read(tree, at: elapsed)
      if let graphics { state.graphics.read(graphics, at: elapsed) }
    }
  }
}
