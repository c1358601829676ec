import Synchronization
import Testing
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
    /// It sends so many pictures, whether they are read or not, and is lost.
    case sends(Pictures)
  }

  /// Pictures that a camera sends in time and that are kept on their way until they are read.
  struct Pictures: Sendable {
    /// How many.
    var count: Int
    /// Seconds from one to the next.
    var interval: Double
    /// What it costs to decode a picture, by its number, in seconds.
    var cost: @Sendable (Int) -> Double
    /// The number of pictures from one key frame to the next.
    var keyInterval = 1
    /// What it costs to read a picture without decoding it, in seconds.
    var skippingCost = 1e-3
    /// How many are there at once when the connection is open.
    var burst = 0
    /// Seconds that the camera's clock counts in one second; nil for pictures without stamps.
    var stampRate: Double? = 1
    /// How long it took to open the connection, in seconds, after the first picture was sent.
    var probing = 0.0
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
  func source(_ retry: RetryPolicy, frozenLimit: Double? = nil) throws -> MediaSource {
    var options = MediaSourceOptions()
    options.frozenLimit = frozenLimit
    options.retry = retry
    options.bufferedFrames = 100_000
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
      case .sends(let pictures):
        if pictures.probing > 0 { clock.advance(seconds: pictures.probing) }
        return Sending(pictures, clock: clock)
      case nil: return Connection(0, 0, .closed, clock: clock, staysUntil: stop)
      }
    }
  }

  private final class Connection: PictureConnection {
    let facts = SourceFacts(container: "script", codec: "none", width: 1, height: 1, isLive: true)
    let undecodable = 0
    let end: ConnectionEnd
    var pictureTime: Double? { nil }
    private(set) var waited = 0.0
    let backlog = 0.0
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
      waited += interval
      return true
    }

    func skipToKeyFrame() -> SkippedPictures? {
      Issue.record("pictures that were waited for are late")
      return nil
    }

    func frame(index: Int, time: Double) -> Frame? {
      isConvertible ? Frame(index: index, time: time, width: 1, height: 1, pixels: [0, 0, 0]) : nil
    }
  }
}

extension ScriptedCamera {
  /// Reads pictures that wait for it.
  private final class Sending: PictureConnection {
    let facts = SourceFacts(container: "script", codec: "none", width: 1, height: 1, isLive: true)
    let undecodable = 0
    let end = ConnectionEnd.closed
    private(set) var waited = 0.0
    let backlog: Double
    private(set) var pictureTime: Double?
    private let pictures: Pictures
    private let clock: TestClock
    private let began: Double
    private var next = 0
    private var isKeyHeld = false

    init(_ pictures: Pictures, clock: TestClock) {
      (self.pictures, self.clock) = (pictures, clock)
      backlog = pictures.probing
      began = clock.now - pictures.probing
    }

    func advance() -> Bool {
      guard isKeyHeld || read() else { return false }
      isKeyHeld = false
      clock.advance(seconds: pictures.cost(next - 1))
      pictureTime = stamp
      return true
    }

    func skipToKeyFrame() -> SkippedPictures? {
      var count = isKeyHeld ? 1 : 0
      isKeyHeld = false
      while read() {
        clock.advance(seconds: pictures.skippingCost)
        if (next - 1) % pictures.keyInterval == 0 {
          isKeyHeld = true
          return SkippedPictures(count: count, keyStamp: stamp)
        }
        count += 1
      }
      return nil
    }

    func frame(index: Int, time: Double) -> Frame? {
      // The picture carries its number.
      let number = next - 1
      return Frame(
        index: index, time: time, width: 1, height: 1, pixels: (0..<3).map { UInt8(number >> (8 * $0) & 255) }
      )
    }

    private var stamp: Double? {
      pictures.stampRate.map { 1000 + Double(next - 1) * pictures.interval * $0 }
    }

    private func read() -> Bool {
      guard next < pictures.count else { return false }
      let wait = began + pictures.sent(next) - clock.now
      if wait > 0 {
        clock.advance(seconds: wait)
        waited += wait
      }
      next += 1
      return true
    }
  }
}

extension ScriptedCamera.Pictures {
  /// When a picture is sent, in seconds since the first.
  func sent(_ number: Int) -> Double { Double(max(0, number - burst)) * interval }
}

extension MediaSource {
  /// The frames that come before the source is lost.
  func framesUntilLost() async throws -> [Frame] {
    var frames: [Frame] = []
    for try await element in self {
      switch element {
      case .frame(let frame): frames.append(frame)
      case .lost: return frames
      case .gap: break
      }
    }
    return frames
  }

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
