public import VigilCore
import VigilReport

/// The machine under test.
public struct SystemDescription: Hashable, Sendable, Codable {
  /// The processor or the board, its instruction set, the operating system.
  public var processor, architecture, system: String
  /// The number of usable cores.
  public var cores: Int
  /// Bytes of memory.
  public var memoryBytes: UInt64
  /// Vector instructions, by the kernel's names.
  public var features: [String]

  private enum CodingKeys: String, CodingKey {
    case processor, architecture, system, cores, features
    case memoryBytes = "memory_bytes"
  }

  /// Makes a description.
  public init(
    processor: String, architecture: String, system: String, cores: Int, memoryBytes: UInt64,
    features: [String]
  ) {
    self.processor = processor
    self.architecture = architecture
    self.system = system
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.features = features
  }

  /// Describes this or another machine.
  public init(_ machine: Machine) {
    self.init(
      processor: machine.processor, architecture: machine.architecture, system: machine.system,
      cores: machine.cores, memoryBytes: machine.memoryBytes, features: machine.features)
  }

  /// One line.
  public var line: String {
    let gibibytes = (Double(memoryBytes) / Double(1 << 30) * 10).rounded() / 10
    return "\(processor), \(architecture), \(cores) cores, \(gibibytes) GiB, \(system)"
  }
}

/// The settings of the measurements.
public struct BenchmarkConditions: Hashable, Sendable, Codable {
  /// Rounds asked for; each runs every scenario and setup in a process of its own.
  public var rounds: Int
  /// Minimum seconds of each measurement.
  public var seconds: Double
  /// Warm-up snippets before each measurement.
  public var warmUp: Int
  /// Frames per second of a camera.
  public var framesPerSecond: Double
  /// Seconds within which 99 of 100 snippets must be scored for cameras to count as sustained.
  public var latencyLimit: Double
  /// The maximum number of cameras tried.
  public var mostCameras: Int
  /// The only number of cameras tried; nil if the sustainable number was searched for.
  public var cameras: Int?
  /// Seconds of idle time before each measurement.
  public var coolDown: Double
  /// Window of the detector, in snippets.
  public var window: Int

  private enum CodingKeys: String, CodingKey {
    case rounds, seconds, window, cameras
    case warmUp = "warm_up_snippets"
    case framesPerSecond = "camera_frames_per_second"
    case latencyLimit = "latency_limit"
    case mostCameras = "most_cameras"
    case coolDown = "cool_down"
  }

  /// Makes conditions.
  public init(
    rounds: Int, seconds: Double, warmUp: Int, framesPerSecond: Double, latencyLimit: Double,
    mostCameras: Int, cameras: Int? = nil, coolDown: Double, window: Int
  ) {
    self.rounds = rounds
    self.seconds = seconds
    self.warmUp = warmUp
    self.framesPerSecond = framesPerSecond
    self.latencyLimit = latencyLimit
    self.mostCameras = mostCameras
    self.cameras = cameras
    self.coolDown = coolDown
    self.window = window
  }
}

/// The GPU that runs the networks, and the source of its figures.
public struct GraphicsDescription: Hashable, Sendable, Codable {
  /// Its product name; nil if its driver does not report it.
  public var name: String?
  /// The source of its energy: a counter, or readings of its power; nil if it reports neither.
  public var energySource: String?
  /// Why there are no figures; nil if there are.
  public var unavailable: String?

  private enum CodingKeys: String, CodingKey {
    case name, unavailable
    case energySource = "energy_source"
  }

  /// A GPU by its number, in the order of the bus.
  public init(index: Int) {
    do {
      let meter = try GraphicsMeter(index: index)
      name = meter.name
      energySource = meter.energySource
    } catch {
      unavailable = error.message
    }
  }

  /// One line for people.
  public var line: String {
    if let unavailable { return "not available: \(unavailable)" }
    return "\(name ?? "unknown"), energy: "
      + (energySource.map { "\($0) of the driver (NVML)" } ?? "not reported")
  }
}

/// The source of the energy figures, or why there are none.
public struct EnergyDescription: Hashable, Sendable, Codable {
  /// The sensor or the log of a meter; nil without.
  public var meter: String?
  /// The supply lines that make up the total, and others that are part of it.
  public var rails, otherRails: [String]
  /// Seconds between two readings; nil for a log, which has its own.
  public var interval: Double?
  /// Idle power of the machine in watts, which is subtracted.
  public var idleWatts: Double?
  /// Why there are no energy figures; nil if there are.
  public var unavailable: String?
  /// Missing or impossible readings during measurements; nil in records of earlier versions.
  public var leftOut: Int?
  /// What lacks energy figures while the rest has them, and why; nil if nothing does.
  public var gap: String?

  private enum CodingKeys: String, CodingKey {
    case meter, rails, interval, unavailable, gap
    case leftOut = "left_out"
    case otherRails = "other_rails"
    case idleWatts = "idle_watts"
  }

  /// A sensor of the machine.
  public init(_ sensor: PowerSensor) {
    meter = sensor.name
    rails = sensor.rails
    otherRails = sensor.otherRails
    interval = sensor.interval
  }

  /// The log of a meter.
  public init(log: String) {
    meter = "external meter (\(log))"
    (rails, otherRails) = ([], [])
  }

  /// No source, and the reason.
  public init(unavailable reason: String) {
    (rails, otherRails) = ([], [])
    unavailable = reason
  }

  /// One line for people.
  public var line: String {
    guard let meter, unavailable == nil else { return "not available: \(unavailable ?? "unknown")" }
    var parts = [meter + (rails.isEmpty ? "" : " \(rails.joined(separator: " + "))")]
    if let interval { parts.append("read every \(Int((interval * 1000).rounded())) ms") }
    parts.append(idleWatts.map { "idle \(Figure.text($0)) W" } ?? "idle unknown")
    if let leftOut, leftOut > 0 { parts.append("\(NumberText.count(leftOut, "reading")) left out") }
    if let gap { parts.append(gap) }
    return parts.joined(separator: ", ")
  }
}
