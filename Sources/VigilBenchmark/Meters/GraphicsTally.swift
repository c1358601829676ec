/// Summarises the readings of a GPU over a period.
public struct GraphicsTally: Sendable {
  /// The result; nil where the GPU does not report a value.
  public struct Total: Hashable, Sendable, Codable {
    /// Energy in joules, idle power included, and the seconds in which it was used.
    public var joules, seconds: Double?
    /// The peak memory in use, by all programs, in bytes.
    public var peakBytes: Double?
    /// The highest temperature, in degrees Celsius.
    public var hottest: Double?
    /// The lowest clock of the multiprocessors, in MHz.
    public var lowestClock: Double?
    /// The reasons that kept its clocks low at any time.
    public var slowedBy: [String] = []

    private enum CodingKeys: String, CodingKey {
      case joules, seconds, hottest
      case peakBytes = "peak_bytes"
      case lowestClock = "lowest_clock"
      case slowedBy = "slowed_by"
    }
  }

  private var first: (seconds: Double, reading: GraphicsMeter.Reading)?
  private var last: (seconds: Double, reading: GraphicsMeter.Reading)?
  private var lastPower: (seconds: Double, watts: Double)?
  private var joulesOfPower = 0.0
  private var found = Total()

  /// Starts empty.
  public init() {}

  /// Adds the GPU's readings at a moment of a monotonic clock.
  public mutating func read(_ meter: GraphicsMeter, at seconds: Double) {
    let reading = meter.reading()
    if let now = reading.watts {
      // Between two readings, power is interpolated linearly.
      if let then = lastPower { joulesOfPower += (then.watts + now) / 2 * (seconds - then.seconds) }
      lastPower = (seconds, now)
    }
    if first == nil { first = (seconds, reading) }
    last = (seconds, reading)
    found.peakBytes = [found.peakBytes, reading.usedBytes].compactMap { $0 }.max()
    found.hottest = [found.hottest, reading.temperature].compactMap { $0 }.max()
    found.lowestClock = [found.lowestClock, reading.clock].compactMap { $0 }.min()
    found.slowedBy += reading.slowedBy.filter { !found.slowedBy.contains($0) }
  }

  /// The summary so far; no energy before the second reading.
  public var total: Total {
    var total = found
    guard let first, let last, last.seconds > first.seconds else { return total }
    if let begin = first.reading.joules, let end = last.reading.joules, end >= begin {
      total.joules = end - begin
    } else if first.reading.watts != nil, last.reading.watts != nil {
      total.joules = joulesOfPower
    }
    total.seconds = total.joules == nil ? nil : last.seconds - first.seconds
    return total
  }
}
