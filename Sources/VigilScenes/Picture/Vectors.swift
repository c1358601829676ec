import Foundation

/// A point on the ground, or a pixel: x to the right, y away from the camera, or down in the picture.
typealias Vector2 = SIMD2<Float>
/// A point in the world in metres: x to the right, y away from the camera, z up.
typealias Vector3 = SIMD3<Float>
/// Red, green, blue, each 0 ... 1, and an unused number.
typealias Color = SIMD4<Float>

extension SIMD where Scalar == Float {
  /// The dot product.
  func dot(_ other: Self) -> Float { (self * other).sum() }

  /// The length.
  var length: Float { dot(self).squareRoot() }

  /// The unit vector, or the vector itself if it is zero.
  var normalized: Self {
    let length = length
    return length > 1e-6 ? self / length : self
  }

  /// The linear interpolation to `other`.
  func mixed(with other: Self, _ share: Float) -> Self { self + (other - self) * share }
}

extension Vector2 {
  /// The point on the ground raised to a height.
  func at(_ height: Float) -> Vector3 { Vector3(x, y, height) }

  /// A quarter turn to the right, seen from above.
  var right: Vector2 { Vector2(y, -x) }

  /// The direction of an angle in radians, from the x axis.
  init(angle: Float) { self.init(cos(angle), sin(angle)) }
}

extension Vector3 {
  /// The point on the ground below.
  var ground: Vector2 { Vector2(x, y) }

  /// The cross product.
  func cross(_ other: Vector3) -> Vector3 {
    Vector3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }
}

extension Color {
  /// A colour as in a style sheet, such as 0x3A6EA5.
  init(hex: UInt32) {
    self.init(
      Float(hex >> 16 & 255) / 255, Float(hex >> 8 & 255) / 255, Float(hex & 255) / 255, 0)
  }

  /// A grey.
  init(grey: Float) { self.init(grey, grey, grey, 0) }
}

/// Smoothstep: 0 up to `low`, 1 from `high` on, and a soft rise between.
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let share = min(max((value - low) / (high - low), 0), 1)
  return share * share * (3 - 2 * share)
}
