/// The size of a picture in pixels, written `480x360`.
public struct PictureSize: Hashable, Sendable, LosslessStringConvertible {
  /// Width in pixels.
  public var width: Int
  /// Height in pixels.
  public var height: Int

  /// Makes a size.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// Reads `480x360`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1] else { return nil }
    self.init(width: width, height: height)
  }

  /// As it is written.
  public var description: String { "\(width)x\(height)" }
}
