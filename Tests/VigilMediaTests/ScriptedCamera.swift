import Synchronization
import VigilCore
import VigilMedia

/// A camera whose connections go as a test wrote down, on the test's clock.
final class ScriptedCamera: Sendable {
  /// How one attempt to connect goes.
  enum Attempt: Sendable {
    /// It fails.
    case fails(MediaError.Code)
    /// It gives so many pictures, each `interval` seconds after the one before, and is lost.
    case gives(Int, every: Double, ConnectionEnd = .closed)
    /// It gives so many pictures of a kind that cannot be converted, and is lost.
    case givesUnconvertible(Int, every: Double)
    /// It gives so many pictures and then holds until nobody reads any more.
    case stays(Int, every: Double)
  }

  let clock: TestClock
  private let script: Mutex<[Attempt]>
  private let opened = Mutex<[Double]>([])
  private let onAttempt: @Sendable (Int) -> Void

  /// Makes a camera that holds without a picture at the end of its script.
  ///
  /// - Parameter onAttempt: Told of each attempt to connect, counted from 1, before it is made.
  init(
    _ script: [Attempt], clock: TestClock = TestClock(hasServers: false),
    onAttempt: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.script = Mutex(script)
    self.clock = clock
    self.onAttempt = onAttempt
  }

  /// When attempts were made, on the clock.
  var attempts: [Double] { opened.withLock { $0 } }

  /// The camera as a source.
  func source(_ retry: RetryPolicy) throws -> MediaSource {
    var options = MediaSourceOptions()
    options.retry = retry
    options.bufferedFrames = 10_000
    return try MediaSource("rtsp://user:secret@camera/live", options: options, clock: clock.clock) {
      [self] stop throws(MediaError) in
      opened.withLock { $0.append(clock.now) }
      onAttempt(attempts.count)
      let attempt = script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      switch attempt {
      case .fails(let code): throw MediaError(code, "the camera says \(code)")
      case .gives(let count, let interval, let end):
        return Connection(count, interval, end, clock: clock)
      case .givesUnconvertible(let count, let interval):
        return Connection(count, interval, .closed, clock: clock, isConvertible: false)
      case .stays(let count, let interval):
        return Connection(count, interval, .closed, clock: clock, staysUntil: stop)
      case nil: return Connection(0, 0, .closed, clock: clock, staysUntil: stop)
      }
    }
  }

  private final class Connection: PictureConnection {
    let facts = SourceFacts(container: "script", codec: "none", width: 1, height: 1, isLive: true)
    let undecodable = 0
    let end: ConnectionEnd
    var pictureTime: Double? { nil }
    private let clock: TestClock
    private let interval: Double
    private let stop: StopSignal?
    private let isConvertible: Bool
    private var left: Int

    init(
      _ count: Int, _ interval: Double, _ end: ConnectionEnd, clock: TestClock,
      staysUntil stop: StopSignal? = nil, isConvertible: Bool = true
    ) {
      (left, self.interval, self.end, self.clock, self.stop) = (count, interval, end, clock, stop)
      self.isConvertible = isConvertible
    }

    func advance() -> Bool {
      guard left > 0 else {
        while let stop, !stop.isStopped { stop.pause(seconds: 60) }
        return false
      }
      left -= 1
      clock.advance(seconds: interval)
      return true
    }

    func frame(index: Int, time: Double) -> Frame? {
      isConvertible ? Frame(index: index, time: time, width: 1, height: 1, pixels: [0, 0, 0]) : nil
    }
  }
}

extension MediaSource {
  /// What comes until so many frames have come.
  func elements(frames: Int) async throws -> [SourceElement] {
    var elements: [SourceElement] = []
    var count = 0
    for try await element in self {
      elements.append(element)
      if case .frame = element { count += 1 }
      if count == frames { break }
    }
    return elements
  }
}

extension [SourceElement] {
  var frames: [Frame] { compactMap { if case .frame(let frame) = $0 { frame } else { nil } } }
  var losses: [SourceLoss] { compactMap { if case .lost(let loss) = $0 { loss } else { nil } } }
  var gaps: [SourceGap] { compactMap { if case .gap(let gap) = $0 { gap } else { nil } } }

  /// The order in which things came: one letter each.
  var order: String {
    String(
      map { element -> Character in
        switch element {
        case .frame: "f"
        case .lost: "L"
        case .gap: "g"
        }
      })
  }
}
