import Foundation

/// A resampling kernel of Pillow.
enum ResamplingFilter: Sendable {
  case bilinear, lanczos

  /// Half the kernel's width at scale 1.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .lanczos: 3
    }
  }

  /// The kernel's value, operation for operation as in Pillow.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .bilinear: abs(x) < 1 ? 1 - abs(x) : 0
    case .lanczos: -3 <= x && x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double {
    guard x != 0 else { return 1 }
    let angle = x * Double.pi
    return sin(angle) / angle
  }
}
