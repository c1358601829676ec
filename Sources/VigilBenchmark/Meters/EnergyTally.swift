public import VigilCore

/// Integrates sensor readings to energy.
///
/// Power is interpolated linearly between readings; energy counters that wrap around are followed.
/// Implausible readings are dropped and counted; if a counter jumps, that time is
/// left out together with its energy.
public struct EnergyTally: Sendable {
  /// The result.
  public struct Total: Hashable, Sendable, Codable {
    /// Energy in joules between the first and the last reading.
    public var joules: Double
    /// Seconds between the first and the last reading of which the energy is known.
    public var seconds: Double
    /// Readings that were used.
    public var readings: Int
    /// Readings that were missing or impossible.
    public var leftOut: Int

    /// Makes a total.
    package init(joules: Double, seconds: Double, readings: Int, leftOut: Int) {
      self.joules = joules
      self.seconds = seconds
      self.readings = readings
      self.leftOut = leftOut
    }

    /// Mean power in watts.
    public var watts: Double { joules / seconds }

    private enum CodingKeys: String, CodingKey {
      case joules, seconds, readings
      case leftOut = "left_out"
    }
  }

  /// More watts than any machine that runs this program uses.
  static let mostWatts = 10_000.0

  private let rails: [PowerRail]
  private var first: Double?
  private var last: (seconds: Double, values: [Double])?
  private var joules = 0.0
  /// Seconds over which a counter jumped.
  private var lost = 0.0
  private var readings = 0
  private var leftOut = 0

  /// Starts empty.
  public init(_ sensor: PowerSensor) { rails = sensor.total }

  /// Adds the sensor's readings at a moment of a monotonic clock.
  public mutating func read(_ tree: SystemTree, at seconds: Double) {
    add(rails.map { try? $0.reading(tree) }, at: seconds)
  }

  /// Adds a reading of each line, in watts or joules; nil where there was none.
  mutating func add(_ values: [Double?], at seconds: Double) {
    let known = values.compactMap { $0 }
    guard known.count == rails.count, let last else {
      if known.count == rails.count, isPossible(known) {
        accept(known, at: seconds)
      } else {
        leftOut += 1
      }
      return
    }
    let elapsed = seconds - last.seconds
    guard elapsed > 0, isPossible(known) else {
      leftOut += 1
      return
    }
    var gained = 0.0
    for (rail, (before, now)) in zip(rails, zip(last.values, known)) {
      switch rail.quantity {
      case .power, .product: gained += (before + now) / 2 * elapsed
      case .energy(_, _, let range): gained += now >= before ? now - before : now + range - before
      }
    }
    if gained / elapsed > Self.mostWatts * Double(rails.count) {
      leftOut += 1
      // A jump of a counter is not counted; its readings from here on are.
      lost += elapsed
      self.last = (seconds, known)
      return
    }
    joules += gained
    accept(known, at: seconds)
  }

  /// The energy so far; nil before the second reading.
  public var total: Total? {
    guard let first, let last, last.seconds - first > lost else { return nil }
    return Total(joules: joules, seconds: last.seconds - first - lost, readings: readings, leftOut: leftOut)
  }

  private mutating func accept(_ values: [Double], at seconds: Double) {
    if first == nil { first = seconds }
    last = (seconds, values)
    readings += 1
  }

  private func isPossible(_ values: [Double]) -> Bool {
    zip(rails, values).allSatisfy { rail, value in
      guard value.isFinite, value >= 0 else { return false }
      if case .energy = rail.quantity { return true }
      return value <= Self.mostWatts
    }
  }
}
