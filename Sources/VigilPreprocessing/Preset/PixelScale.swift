/// How a pixel of 0...255 becomes an input of the network.
public enum PixelScale: Hashable, Sendable {
  /// `(x - mean) / deviation`
  case standardized(mean: Float, deviation: Float)
  /// `x * 2 / 255 - 1`
  case symmetricUnit

  /// The input for one pixel.
  @inlinable
  public func callAsFunction(_ pixel: Float) -> Float {
    switch self {
    case .standardized(let mean, let deviation): (pixel - mean) / deviation
    case .symmetricUnit: pixel * 2 / 255 - 1
    }
  }

  /// The inputs for the pixels 0, 1, ... 255.
  public var table: [Float] { (0..<256).map { self(Float($0)) } }
}
