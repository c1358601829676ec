/// A quantity that a benchmark measures.
public enum FigureKind: String, CaseIterable, Sendable, Codable {
  case framesPerSecond = "frames_per_second"
  case snippetsPerSecond = "snippets_per_second"
  case firstScore = "first_score"
  case cpuPerSnippet = "cpu_per_snippet"
  case latency50 = "latency_p50"
  case latency90 = "latency_p90"
  case latency99 = "latency_p99"
  case frameLatency50 = "frame_latency_p50"
  case frameLatency99 = "frame_latency_p99"
  case scoredShare = "scored_share"
  case cameras
  case busyCores = "busy_cores"
  case peakMemory = "peak_memory"
  case steadyMemory = "steady_memory"
  case power
  case powerAboveIdle = "power_above_idle"
  case energyPerSnippet = "energy_per_snippet"
  case energyPerCameraHour = "energy_per_camera_hour"
  case hottest
  case graphicsMemory = "gpu_memory"
  case graphicsPower = "gpu_power"
  case graphicsEnergy = "gpu_energy_per_snippet"
  case graphicsHottest = "gpu_hottest"
  case graphicsClock = "gpu_lowest_clock"
  case snippets
  case decode, resize, crop, extractor, detector, overlay, encode

  /// Whether higher or lower is better.
  public enum Direction: String, Sendable, Codable {
    case higher, lower
  }

  /// The unit as text.
  public var unit: String {
    switch self {
    case .framesPerSecond: "frames/s"
    case .snippetsPerSecond: "snippets/s"
    case .firstScore, .cpuPerSnippet: "s"
    case .latency50, .latency90, .latency99, .frameLatency50, .frameLatency99: "ms"
    case .decode, .resize, .crop, .extractor, .detector, .overlay, .encode: "ms"
    case .scoredShare: "%"
    case .cameras, .snippets: ""
    case .busyCores: "cores"
    case .peakMemory, .steadyMemory, .graphicsMemory: "MiB"
    case .power, .powerAboveIdle, .graphicsPower: "W"
    case .energyPerSnippet, .graphicsEnergy: "J"
    case .energyPerCameraHour: "Wh"
    case .hottest, .graphicsHottest: "°C"
    case .graphicsClock: "MHz"
    }
  }

  /// Its name for people.
  public var title: String {
    switch self {
    case .framesPerSecond: "scored frames per second"
    case .snippetsPerSecond: "snippets per second"
    case .firstScore: "start of the process to first score"
    case .cpuPerSnippet: "processor time per snippet"
    case .latency50: "latency, median"
    case .latency90: "latency, 90th percentile"
    case .latency99: "latency, 99th percentile"
    case .frameLatency50: "latency of any frame, median"
    case .frameLatency99: "latency of any frame, 99th percentile"
    case .scoredShare: "frames that were scored"
    case .cameras: "cameras sustained"
    case .busyCores: "busy cores"
    case .peakMemory: "resident memory, peak"
    case .steadyMemory: "resident memory, steady"
    case .power: "power of the machine"
    case .powerAboveIdle: "power above idle"
    case .energyPerSnippet: "energy per snippet above idle"
    case .energyPerCameraHour: "energy per camera-hour above idle"
    case .hottest: "highest temperature"
    case .graphicsMemory: "memory of the GPU in use, peak"
    case .graphicsPower: "power of the GPU"
    case .graphicsEnergy: "energy of the GPU per snippet, idle power included"
    case .graphicsHottest: "temperature of the GPU, highest"
    case .graphicsClock: "clock of the GPU, lowest"
    case .snippets: "snippets that were measured"
    case .decode: "decode"
    case .resize: "resize"
    case .crop: "crop and normalise"
    case .extractor: "extractor, with its crops"
    case .detector: "detector"
    case .overlay: "overlay"
    case .encode: "encode"
    }
  }

  /// Whether higher or lower is better; nil if neither is.
  public var better: Direction? {
    switch self {
    case .framesPerSecond, .snippetsPerSecond, .scoredShare, .cameras: .higher
    case .hottest, .snippets, .graphicsHottest, .graphicsClock: nil
    default: .lower
    }
  }

  /// Whether it is about speed rather than resources.
  public var isSpeed: Bool {
    switch self {
    case .framesPerSecond, .snippetsPerSecond: true
    default: unit == "ms" || unit == "s"
    }
  }

  /// The stages of the path of a frame, in order.
  public static let stages: [FigureKind] = [
    .decode, .resize, .crop, .extractor, .detector, .overlay, .encode,
  ]
}
