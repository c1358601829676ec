/// The device that computes a network: `cpu`, `cuda`, or one of several GPUs as `cuda:1`.
public struct TorchDevice: RawRepresentable, Hashable, Sendable {
  /// The processor.
  public static let cpu = TorchDevice(unchecked: "cpu")
  /// The first NVIDIA GPU.
  public static let cuda = TorchDevice(unchecked: "cuda")

  /// The name in LibTorch's spelling.
  public let rawValue: String

  /// Parses a name; nil if it is invalid.
  public init?(rawValue: String) {
    let parts = rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.dropFirst().first
    // LibTorch stores the number in eight bits, and would take cuda:256 for the first.
    let isNumbered =
      number.map { text in Int(text).map { 0...127 ~= $0 && "\($0)" == text } ?? false } ?? true
    guard rawValue == "cpu" || parts[0] == "cuda" && isNumbered else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked name: String) { rawValue = name }

  /// The number of the GPU; nil for the processor.
  public var number: Int? {
    isGPU ? rawValue.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0 : nil
  }

  /// Whether it is a GPU.
  public var isGPU: Bool { self != .cpu }
}

/// The device and the arithmetic of a network.
struct TorchPlacement {
  var device = TorchDevice.cpu
  /// Bits of a float: 32; 16, which not every processor supports; or 64, for checks.
  var bits = 32
  /// Threads on the processor.
  var threads: Int
  /// Whether five-dimensional tensors are stored channels-last.
  var hasChannelsLast = false
  /// Whether a GPU replays all operations at once (a CUDA graph) when a shape recurs.
  var replays = false
}
