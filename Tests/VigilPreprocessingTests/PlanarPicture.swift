import VigilCore

/// A picture in planes of bytes, as a decoder would leave it, with values computed from a name.
final class PlanarPicture: DecodedPicture {
  let planes: PlaneLayout?
  let luma, blue, red: [UInt8]
  /// What is given to those who ask for RGB.
  let pixels: [UInt8]
  let hasPixels = true

  /// Ramps plus noise that stays within the colours that RGB has, unless it `isWild`.
  ///
  /// - Parameter padding: how many bytes each row has after its end.
  init(
    _ name: String, _ width: Int, _ height: Int, isFullRange: Bool, padding: Int = 0, isWild: Bool = false,
    rowsPerChromaRow: Int = 2
  ) {
    let layout = PlaneLayout(
      width: width, height: height, lumaStride: width + padding, chromaStride: (width + 1) / 2 + padding,
      rowsPerChromaRow: rowsPerChromaRow,
      isFullRange: isFullRange)
    func plane(_ suffix: String, _ count: Int, _ stride: Int, around centre: Float, _ reach: Float) -> [UInt8]
    {
      let noise = DeterministicValues.uniform("\(name).\(suffix)", count: count)
      return noise.indices.map { place in
        let ramp = Float(place % stride) / Float(stride) - 0.5 + Float(place / stride % 40) / 40 - 0.5
        let value = isWild ? 128 + noise[place] * 128 : centre + reach * (ramp + noise[place]) / 2
        return UInt8(min(max(value, 0), 255))
      }
    }
    planes = layout
    let luma = plane("luma", layout.lumaBytes, layout.lumaStride, around: 125, 60)
    let blue = plane("blue", layout.chromaBytes, layout.chromaStride, around: 128, 28)
    let red = plane("red", layout.chromaBytes, layout.chromaStride, around: 128, 28)
    (self.luma, self.blue, self.red) = (luma, blue, red)
    pixels = Self.rgb(luma, blue, red, layout)
  }

  func withPlanes(_ body: (_ luma: Span<UInt8>, _ blue: Span<UInt8>, _ red: Span<UInt8>) -> Void) {
    let (luma, blue, red) = (luma, blue, red)
    body(luma.span, blue.span, red.span)
  }

  /// BT.601, each sample of the differences repeated over its pixels.
  private static func rgb(_ luma: [UInt8], _ blue: [UInt8], _ red: [UInt8], _ layout: PlaneLayout) -> [UInt8]
  {
    var pixels: [UInt8] = []
    let (grey, difference) = layout.isFullRange ? (1, 1 / 0.5) : (255.0 / 219, 255 / 112.0)
    for row in 0..<layout.height {
      for column in 0..<layout.width {
        let place = row / layout.rowsPerChromaRow * layout.chromaStride + column / 2
        let black = layout.isFullRange ? 0.0 : 16
        let y = grey * (Double(luma[row * layout.lumaStride + column]) - black)
        let (u, v) = (difference * (Double(blue[place]) - 128), difference * (Double(red[place]) - 128))
        let (r, b) = (y + 0.701 * v, y + 0.886 * u)
        let g = y - 0.886 * 0.114 / 0.587 * u - 0.701 * 0.299 / 0.587 * v
        pixels += [r, g, b].map { UInt8(min(max($0.rounded(), 0), 255)) }
      }
    }
    return pixels
  }

  func frame() -> Frame {
    Frame(index: 0, time: 0, width: planes?.width ?? 0, height: planes?.height ?? 0, picture: self)
  }
}
