/// Where a network is computed: `cpu`, `cuda`, or one of several GPUs as `cuda:1`.
public struct TorchDevice: RawRepresentable, Hashable, Sendable {
  /// The processor.
  public static let cpu = TorchDevice(unchecked: "cpu")
  /// The first NVIDIA GPU.
  public static let cuda = TorchDevice(unchecked: "cuda")

  /// The name, as LibTorch takes it.
  public let rawValue: String

  /// Takes a name; nil if it is none.
  public init?(rawValue: String) {
    let parts = rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.dropFirst().first
    // LibTorch keeps the number in eight bits, and would take cuda:256 for the first.
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

/// Where and how a network is computed.
struct TorchPlacement {
  var device = TorchDevice.cpu
  /// Bits of a float: 32; 16, which not every processor can; or 64, for checks.
  var bits = 32
  /// Threads on the processor.
  var threads: Int
  /// Whether the channels of a place lie side by side where values have five axes.
  var hasChannelsLast = false
  /// Whether a GPU gets all operations at once when a shape comes again.
  var replays = false
}
