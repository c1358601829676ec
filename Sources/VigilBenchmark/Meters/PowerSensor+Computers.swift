import VigilCore

/// Counters of processors and batteries.
extension PowerSensor {
  private static let zones = "/sys/class/powercap"
  private static let supplies = "/sys/class/power_supply"

  /// RAPL: energy counters in microjoules that wrap around at `max_energy_range_uj`.
  ///
  /// `psys` covers the whole platform, if it exists; otherwise packages and their memory are added up. Other parts
  /// of the machine, such as disks and the power supply, are not included.
  static func rapl(_ tree: SystemTree) -> Finding {
    var (platform, parts): ([PowerRail], [PowerRail]) = ([], [])
    for zone in tree.names(in: zones) where zone.hasPrefix("intel-rapl:") {
      guard let name = try? tree.text("\(zones)/\(zone)/name"),
        let range = try? tree.number("\(zones)/\(zone)/max_energy_range_uj"), range > 0
      else { continue }
      let rail = PowerRail(
        name: name == "dram" ? "dram of \(zone.split(separator: ":").dropFirst().first ?? "0")" : name,
        quantity: .energy(file: "\(zones)/\(zone)/energy_uj", scale: 1e-6, range: range * 1e-6))
      if name == "psys" {
        platform.append(rail)
      } else if name.hasPrefix("package") || name == "dram" {
        parts.append(rail)
      }
    }
    if !platform.isEmpty {
      return .found(
        PowerSensor(name: "RAPL", total: platform, otherRails: parts.map(\.name), interval: 0.1))
    }
    return parts.isEmpty ? .absent : .found(PowerSensor(name: "RAPL", total: parts, interval: 0.1))
  }

  /// The first battery that is discharging: microwatts, or microvolts and microamperes.
  static func battery(_ tree: SystemTree) -> Finding {
    var idle: [String] = []
    for supply in tree.names(in: supplies) {
      let folder = "\(supplies)/\(supply)"
      guard (try? tree.text("\(folder)/type")) == "Battery" else { continue }
      // Mice and headsets have batteries as well.
      guard (try? tree.text("\(folder)/scope")) != "Device" else { continue }
      let status = (try? tree.text("\(folder)/status")) ?? "Unknown"
      guard status == "Discharging" else {
        idle.append("the battery \(supply) reports nothing while it is \(status.lowercased())")
        continue
      }
      let quantity: PowerRail.Quantity
      if (try? tree.number("\(folder)/power_now")) != nil {
        quantity = .power(file: "\(folder)/power_now", scale: 1e-6)
      } else {
        quantity = .product(
          voltage: "\(folder)/voltage_now", current: "\(folder)/current_now", scale: 1e-12)
      }
      return .found(
        PowerSensor(name: "battery", total: [PowerRail(name: supply, quantity: quantity)], interval: 1))
    }
    return idle.isEmpty ? .absent : .blocked(idle.joined(separator: ", ") + "; unplug the charger")
  }
}
