/// The quantisation scale of the activations between two layers.
public struct ActivationScale: Hashable, Sendable, Codable {
  /// The value of one integer step; above 0.
  public var step: Float
  /// Whether the integers are -128 to 127, for values of both signs, or 0 to 255.
  public var isSigned: Bool

  /// Makes a scale.
  public init(step: Float, isSigned: Bool) {
    self.step = step
    self.isSigned = isSigned
  }

  /// The scale on which `limit` is the largest value.
  init(limit: Double, isSigned: Bool) {
    self.init(step: Float(limit / (isSigned ? 127 : 255)), isSigned: isSigned)
  }

  /// The nearest representable value; of two equally near, that of the even integer, as
  /// in ONNX's QuantizeLinear.
  public func rounded(_ value: Float) -> Float {
    let level = (value / step).rounded(.toNearestOrEven)
    return (isSigned ? max(-128, min(127, level)) : max(0, min(255, level))) * step
  }

  private enum CodingKeys: String, CodingKey {
    case step
    case isSigned = "signed"
  }
}
