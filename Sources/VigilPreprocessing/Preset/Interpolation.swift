/// The interpolation of a resize.
public enum Interpolation: Hashable, Sendable {
  /// Half-pixel bilinear on floats without antialiasing, as PyTorch's `interpolate(align_corners=False)`.
  case bilinear
  /// Antialiased bilinear with an 8-bit result, bit for bit as Pillow's `BILINEAR`.
  case pillowBilinear
  /// Antialiased Lanczos (three lobes) with an 8-bit result, bit for bit as Pillow's `LANCZOS`.
  case pillowLanczos
}
