/// A row of the paper's Table 5 (Pham et al., 2024): ten crops, FP16, the full networks.
public struct PublishedResult: Hashable, Sendable {
  /// The device.
  public var device: String
  /// Whether Torch-TensorRT ran the networks.
  public var isOptimised: Bool
  /// Gigabytes of memory.
  public var memory: Double
  /// Frames per second as published.
  public var framesPerSecond: Double

  /// Frames for which the published code produced a score: it counts 240 frames a window and scores 160.
  public var scoredFramesPerSecond: Double { framesPerSecond * 160 / 240 }

  /// All rows with numbers.
  public static let all = [
    PublishedResult(device: "Jetson Nano", isOptimised: true, memory: 2.61, framesPerSecond: 1.55),
    PublishedResult(device: "Jetson AGX Xavier", isOptimised: false, memory: 5.72, framesPerSecond: 29.57),
    PublishedResult(device: "Jetson AGX Xavier", isOptimised: true, memory: 3.74, framesPerSecond: 41.65),
    PublishedResult(device: "Jetson Orin Nano", isOptimised: false, memory: 4.94, framesPerSecond: 36.02),
    PublishedResult(device: "Jetson Orin Nano", isOptimised: true, memory: 3.11, framesPerSecond: 47.56),
  ]

  /// The caveat that must accompany the published numbers.
  public static let caveat =
    "The published counter adds 240 frames a window of which 160 are scored, 80 being carried over: "
    + "published frames/s are multiplied by 160/240 here, the numbers as published are in parentheses. "
    + "They are from other devices, with ten crops in FP16; memory is that of the whole device."
}
