public import VigilCore

/// Adds up readings of a sensor to energy.
///
/// Power is taken to go straight from one reading to the next; counters of energy that begin again are followed.
/// Readings that no machine of this kind can give are left out and counted; the time over which a counter jumped is
/// left out with what it says.
public struct EnergyTally: Sendable {
  /// What came of it.
  public struct Total: Hashable, Sendable, Codable {
    /// Energy in joules between the first and the last reading.
    public var joules: Double
    /// Seconds between the first and the last reading of which the energy is known.
    public var seconds: Double
    /// Readings that counted.
    public var readings: Int
    /// Readings that were missing or impossible.
    public var leftOut: Int

    /// Describes a total.
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

  /// More watts than anything has that this program runs on.
  static let mostWatts = 10_000.0

  private let rails: [PowerRail]
  private var first: Double?
  private var last: (seconds: Double, values: [Double])?
  private var joules = 0.0
  /// Seconds over which a counter jumped.
  private var lost = 0.0
  private var readings = 0
  private var leftOut = 0

  /// Begins with nothing.
  public init(_ sensor: PowerSensor) { rails = sensor.total }

  /// Takes what the sensor says at a moment of a clock that does not go back.
  public mutating func read(_ tree: SystemTree, at seconds: Double) {
    add(rails.map { try? $0.reading(tree) }, at: seconds)
  }

  /// Takes a reading of each line, in watts or joules; nil where there was none.
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
      // A counter that jumped is not followed; what it says from here on is.
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
