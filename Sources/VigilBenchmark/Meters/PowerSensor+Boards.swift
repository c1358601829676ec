import VigilCore

/// Sensors on boards, as exposed by NVIDIA's kernels; the rules follow jetson_stats.
extension PowerSensor {
  private static let devices = "/sys/bus/i2c/devices"

  /// The INA3221 of a Jetson with JetPack 5 or later: in millivolts and milliamperes.
  static func jetson(_ tree: SystemTree) -> Finding {
    board("INA3221", rails: monitors(tree, named: "ina3221").flatMap { labelledRails(tree, $0) })
  }

  /// The INA3221 of a Jetson with JetPack 4: lines have names, and their power is in milliwatts.
  static func jetPack4(_ tree: SystemTree) -> Finding {
    var rails: [PowerRail] = []
    for device in tree.names(in: devices) {
      for folder in tree.names(in: "\(devices)/\(device)") where folder.hasPrefix("iio:device") {
        let path = "\(devices)/\(device)/\(folder)"
        for file in tree.names(in: path) {
          guard let channel = number(in: file, between: "rail_name_", and: ""),
            let name = try? tree.text("\(path)/\(file)"), !isUnconnected(name)
          else { continue }
          rails.append(
            PowerRail(
              name: name, quantity: .power(file: "\(path)/in_power\(channel)_input", scale: 1e-3)))
        }
      }
    }
    return board("INA3221 (iio)", rails: rails)
  }

  /// The INA238 at the input of a Jetson Thor; the chip computes the power itself, in microwatts.
  static func ina238(_ tree: SystemTree) -> Finding {
    var rails: [PowerRail] = []
    for folder in monitors(tree, named: "ina238") {
      let label = try? tree.text("\(folder)/in1_label")
      rails.append(
        PowerRail(name: label ?? "VIN", quantity: .power(file: "\(folder)/power1_input", scale: 1e-6)))
    }
    return board("INA238", rails: rails)
  }

  private static func board(_ name: String, rails: [PowerRail]) -> Finding {
    guard !rails.isEmpty else { return .absent }
    let (total, others) = total(of: rails)
    return .found(PowerSensor(name: name, total: total, otherRails: others, interval: 0.1))
  }

  /// The `hwmonN` folders of the chips with a given name.
  private static func monitors(_ tree: SystemTree, named chip: String) -> [String] {
    tree.names(in: devices).flatMap { device -> [String] in
      guard let name = try? tree.text("\(devices)/\(device)/name"), name.contains(chip) else { return [] }
      let folder = "\(devices)/\(device)/hwmon"
      return tree.names(in: folder).map { "\(folder)/\($0)" }
    }
  }

  private static func labelledRails(_ tree: SystemTree, _ folder: String) -> [PowerRail] {
    tree.names(in: folder).compactMap { file in
      // Channel 7 is the sum of the shunt voltages, not a line of its own.
      guard let channel = number(in: file, between: "in", and: "_label"), channel != 7,
        let name = try? tree.text("\(folder)/\(file)"), !isUnconnected(name)
      else { return nil }
      return PowerRail(
        name: name,
        quantity: .product(
          voltage: "\(folder)/in\(channel)_input", current: "\(folder)/curr\(channel)_input", scale: 1e-6))
    }
  }

  private static func isUnconnected(_ name: String) -> Bool { name.contains("NC") }

  private static func number(in name: String, between start: String, and end: String) -> Int? {
    guard name.hasPrefix(start), name.hasSuffix(end), name.count > start.count + end.count else { return nil }
    return Int(name.dropFirst(start.count).dropLast(end.count))
  }
}
