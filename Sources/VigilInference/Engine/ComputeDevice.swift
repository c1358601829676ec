/// The device that computes networks: `cpu`, `cuda`, or one of several GPUs as `cuda:1`.
public struct ComputeDevice: RawRepresentable, Hashable, Sendable {
  /// A kind of device.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The processor.
    case cpu
    /// An NVIDIA GPU.
    case cuda
  }

  /// The processor.
  public static let cpu = ComputeDevice(.cpu)
  /// The first NVIDIA GPU.
  public static let cuda = ComputeDevice(.cuda)

  /// The name, as it is given on the command line.
  public let rawValue: String
  /// What kind of device it is.
  public let kind: Kind
  /// The number of the GPU, 0 to 127; nil for the processor.
  public let number: Int?

  /// Parses a name; nil if it is invalid.
  public init?(rawValue: String) {
    let parts = rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind(rawValue: String(parts[0])) else { return nil }
    if parts.count > 1 {
      // Some engines store the number in eight bits, and would take cuda:256 for the first.
      guard kind == .cuda, let number = Int(parts[1]), 0...127 ~= number, "\(number)" == parts[1] else {
        return nil
      }
      self.number = number
    } else {
      number = kind == .cuda ? 0 : nil
    }
    self.kind = kind
    self.rawValue = rawValue
  }

  private init(_ kind: Kind) {
    (rawValue, self.kind, number) = (kind.rawValue, kind, kind == .cuda ? 0 : nil)
  }

  /// Whether it is a GPU.
  public var isGPU: Bool { kind == .cuda }
}
