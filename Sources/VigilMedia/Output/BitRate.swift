/// Bits per second of a video, written `300000`, `300k` or `2M`.
public struct BitRate: Hashable, Sendable, LosslessStringConvertible {
  /// The bits in a second.
  public var bitsPerSecond: Int

  /// Reads a rate from 10 kbit/s to 1 Gbit/s; nil for anything else.
  public init?(_ text: String) {
    let factor = text.hasSuffix("k") ? 1e3 : text.hasSuffix("M") ? 1e6 : 1
    guard let number = Double(factor == 1 ? text : String(text.dropLast())),
      (1e4...1e9).contains(number * factor)
    else { return nil }
    bitsPerSecond = Int(number * factor)
  }

  /// The bits in a second, as a number.
  public var description: String { "\(bitsPerSecond)" }
}
