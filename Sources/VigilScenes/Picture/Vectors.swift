import Foundation

/// A place on the ground, or a pixel: x to the right, y away from the camera, or down in the picture.
typealias Vector2 = SIMD2<Float>
/// A place in the world in metres: x to the right, y away from the camera, z up.
typealias Vector3 = SIMD3<Float>
/// Red, green, blue, each 0 ... 1, and one number that is not used.
typealias Color = SIMD4<Float>

extension SIMD where Scalar == Float {
  /// The scalar product.
  func dot(_ other: Self) -> Float { (self * other).sum() }

  /// The length.
  var length: Float { dot(self).squareRoot() }

  /// The vector of length 1, or the vector itself if it has none.
  var normalized: Self {
    let length = length
    return length > 1e-6 ? self / length : self
  }

  /// On the straight way to `other`, `share` of it.
  func mixed(with other: Self, _ share: Float) -> Self { self + (other - self) * share }
}

extension Vector2 {
  /// The place on the ground at a height.
  func at(_ height: Float) -> Vector3 { Vector3(x, y, height) }

  /// A quarter turn to the right, seen from above.
  var right: Vector2 { Vector2(y, -x) }

  /// The direction of an angle in radians, from the x axis.
  init(angle: Float) { self.init(cos(angle), sin(angle)) }
}

extension Vector3 {
  /// What lies below.
  var ground: Vector2 { Vector2(x, y) }

  /// At a right angle to both.
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

/// 0 up to `low`, 1 from `high` on, and a soft rise between.
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let share = min(max((value - low) / (high - low), 0), 1)
  return share * share * (3 - 2 * share)
}
