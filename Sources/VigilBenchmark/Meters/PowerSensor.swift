public import VigilCore

/// The power or energy sensors of a machine.
///
/// Searched in this order: the sensors of a Jetson, an INA238, RAPL, a discharging battery.
public struct PowerSensor: Hashable, Sendable {
  /// The kind of sensor, for people, such as `INA3221`.
  public var name: String
  /// The lines that make up the total.
  public var rails: [String] { total.map(\.name) }
  /// Other existing lines, which are part of the total.
  public var otherRails: [String]
  /// Seconds between two readings; sensors change less often than that, or are slow to read.
  public var interval: Double
  var total: [PowerRail]

  init(name: String, total: [PowerRail], otherRails: [String] = [], interval: Double) {
    self.name = name
    self.total = total
    self.otherRails = otherRails
    self.interval = interval
  }

  /// The result of looking for one kind of sensor.
  enum Finding {
    case found(PowerSensor)
    case absent
    /// There is one that cannot be used, with the reason.
    case blocked(String)
  }

  /// The sensor of a machine.
  ///
  /// - Throws: `notAvailable`, with the reason.
  public init(of tree: SystemTree) throws(BenchmarkError) {
    var reasons: [String] = []
    for find in [Self.jetson, Self.jetPack4, Self.ina238, Self.rapl, Self.battery] {
      switch find(tree) {
      case .absent: continue
      case .blocked(let reason): reasons.append(reason)
      case .found(let sensor):
        guard let reason = sensor.obstacle(tree) else {
          self = sensor
          return
        }
        reasons.append(reason)
      }
    }
    throw BenchmarkError(
      .notAvailable,
      reasons.isEmpty
        ? "this machine has no INA3221 or INA238 sensor, no RAPL counter and no battery; "
          + "give the log of an external meter with --meter"
        : reasons.joined(separator: "; "))
  }

  /// Why the sensor cannot be read; nil if it can.
  private func obstacle(_ tree: SystemTree) -> String? {
    for rail in total {
      do throws(SystemTree.Absence) {
        _ = try rail.reading(tree)
      } catch {
        let files = rail.files.joined(separator: " ")
        switch error {
        case .forbidden:
          return "\(name) may not be read: run as root or give read access to \(files) (chmod a+r, as root)"
        case .missing, .unreadable:
          return "\(name) gives no number in \(files)"
        }
      }
    }
    return nil
  }

  /// The line of the whole board, if there is one; else all of them.
  static func total(of rails: [PowerRail]) -> (total: [PowerRail], others: [String]) {
    for name in ["VDD_IN", "POM_5V_IN", "VIN"] {
      if let whole = rails.first(where: { $0.name == name }) {
        return ([whole], rails.map(\.name).filter { $0 != name })
      }
    }
    return (rails, [])
  }
}
