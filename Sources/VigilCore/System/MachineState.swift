import Foundation

/// The settings and the temperature of the machine at one moment.
public struct MachineState: Hashable, Sendable, Codable {
  /// The governors of the processor's clocks, such as `schedutil`; empty if unknown.
  public var governors: [String]
  /// The clock of the fastest core now, in MHz.
  public var clock: Double?
  /// The highest clock that is allowed, in MHz.
  public var highestClock: Double?
  /// The power mode of a Jetson, such as `15W`.
  public var powerMode: String?
  /// The highest temperature, in degrees Celsius.
  public var hottest: Double?
  /// Signs of throttling by heat or a weak supply; empty if there are none.
  public var throttling: [String]
  /// How often x86 cores have been throttled by heat since boot.
  public var throttleCount: Double?

  private enum CodingKeys: String, CodingKey {
    case governors, clock, hottest, throttling
    case highestClock = "highest_clock"
    case powerMode = "power_mode"
    case throttleCount = "throttle_count"
  }

  /// The kernel's current values.
  public init(_ tree: SystemTree = .machine) {
    let processors = "/sys/devices/system/cpu"
    let cores = tree.names(in: processors).filter { $0.hasPrefix("cpu") && Int($0.dropFirst(3)) != nil }
      .map { "\(processors)/\($0)" }
    governors = Set(cores.compactMap { try? tree.text("\($0)/cpufreq/scaling_governor") }).sorted()
    clock = cores.compactMap { try? tree.number("\($0)/cpufreq/scaling_cur_freq") }.max().map { $0 / 1000 }
    highestClock = cores.compactMap { try? tree.number("\($0)/cpufreq/scaling_max_freq") }.max()
      .map { $0 / 1000 }
    powerMode = Self.jetsonPowerMode(tree)
    hottest = Self.hottest(tree)
    throttling = Self.coolingDevices(tree) + Self.raspberryPi(tree)
    throttleCount = cores.compactMap { try? tree.number("\($0)/thermal_throttle/package_throttle_count") }
      .max()
  }

  /// The kernel's thermal zones are in thousandths of a degree; some report nonsense while they are off.
  private static func hottest(_ tree: SystemTree) -> Double? {
    let zones = "/sys/class/thermal"
    return tree.names(in: zones).filter { $0.hasPrefix("thermal_zone") }
      .compactMap { try? tree.number("\(zones)/\($0)/temp") / 1000 }
      .filter { (-40...150).contains($0) }.max()
  }

  /// Devices that cool by throttling something, and do so now; fans do not count.
  private static func coolingDevices(_ tree: SystemTree) -> [String] {
    let folder = "/sys/class/thermal"
    return tree.names(in: folder).filter { $0.hasPrefix("cooling_device") }.compactMap { device in
      guard let type = try? tree.text("\(folder)/\(device)/type"),
        ["throttle", "cpufreq", "devfreq", "processor"].contains(where: type.lowercased().contains),
        let state = try? tree.number("\(folder)/\(device)/cur_state"), state > 0
      else { return nil }
      return type
    }
  }

  /// The firmware's flags: bits 0 to 3 apply now, those from 16 on since boot.
  private static func raspberryPi(_ tree: SystemTree) -> [String] {
    guard let text = try? tree.text("/sys/devices/platform/soc/soc:firmware/get_throttled"),
      let flags = UInt32(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16)
    else { return [] }
    let names = ["under-voltage", "clock capped", "throttled", "soft temperature limit"]
    return names.enumerated().filter { flags >> UInt32($0.offset) & 1 == 1 }.map(\.element)
  }

  /// The mode last set by nvpmodel, by the name in its configuration.
  private static func jetsonPowerMode(_ tree: SystemTree) -> String? {
    guard let status = try? tree.text("/var/lib/nvpmodel/status"),
      let start = status.range(of: "pmode:")?.upperBound,
      let mode = Int(status[start...].prefix(while: \.isNumber))
    else { return nil }
    // < POWER_MODEL ID=2 NAME=15W >
    for line in ((try? tree.text("/etc/nvpmodel.conf")) ?? "").split(separator: "\n")
    where line.contains("POWER_MODEL") {
      var fields: [Substring: Substring] = [:]
      for field in line.split(whereSeparator: { " \t<>".contains($0) }) {
        let parts = field.split(separator: "=", maxSplits: 1)
        if parts.count == 2 { fields[parts[0]] = parts[1] }
      }
      if fields["ID"].flatMap({ Int($0) }) == mode, let name = fields["NAME"] { return String(name) }
    }
    return "mode \(mode)"
  }
}
