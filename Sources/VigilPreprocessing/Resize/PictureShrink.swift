import VigilCore

/// Resizes pictures of 8-bit YUV and makes RGB of what is left: a tenth of the work of the other order, for which see `PillowResize`.
///
/// A resize is a weighted sum, and so is the conversion, so that their order matters only where a pixel's colour is outside of RGB,
/// and for rounding. Blacker than black and whiter than white are no colours; they are confined before they are weighted. The
/// conversion is that of `VigilMedia`: BT.601 whatever the stream says.
struct PictureShrink: Sendable {
  let width: Int, height: Int
  let outputWidth: Int, outputHeight: Int
  private let luma: PlaneShrink
  /// Of 4:2:2 and of 4:2:0.
  private let chroma: (tall: PlaneShrink, square: PlaneShrink)

  /// Prepares for pictures of `width` x `height` pixels.
  init(width: Int, height: Int, outputWidth: Int, outputHeight: Int) {
    self.width = width
    self.height = height
    self.outputWidth = outputWidth
    self.outputHeight = outputHeight
    func plane(_ sample: (width: Int, height: Int)) -> PlaneShrink {
      PlaneShrink(
        width: width, height: height, outputWidth: outputWidth, outputHeight: outputHeight, sample: sample)
    }
    luma = plane((1, 1))
    chroma = (plane((2, 1)), plane((2, 2)))
  }

  /// Planar RGB, `[3, outputHeight, outputWidth]`; nil if the picture has to be converted first.
  func callAsFunction(_ picture: any DecodedPicture) -> [UInt8]? {
    guard let layout = picture.planes, layout.width == width, layout.height == height else { return nil }
    var output = [UInt8](repeating: 0, count: 3 * outputWidth * outputHeight)
    let chroma = layout.rowsPerChromaRow == 1 ? chroma.tall : chroma.square
    picture.withPlanes { bright, blue, red in
      let bright = luma(bright, stride: layout.lumaStride, limits: Self.lumaLimits(layout))
      let blue = chroma(blue, stride: layout.chromaStride, limits: 0...255)
      let red = chroma(red, stride: layout.chromaStride, limits: 0...255)
      Self.convert(
        bright.span, blue.span, red.span, YUVMatrix(isFullRange: layout.isFullRange), into: &output)
    }
    return output
  }

  static func lumaLimits(_ layout: PlaneLayout) -> ClosedRange<UInt8> {
    layout.isFullRange ? 0...255 : 16...235
  }

  /// Planes with 8 bits of fraction to planes of RGB.
  private static func convert(
    _ luma: Span<UInt16>, _ blue: Span<UInt16>, _ red: Span<UInt16>, _ matrix: YUVMatrix,
    into output: inout [UInt8]
  ) {
    var output = output.mutableSpan
    let plane = luma.count
    precondition(blue.count == plane && red.count == plane && output.count == 3 * plane)
    for index in 0..<plane {
      let (y, u, v) = (
        Float(luma[unchecked: index]) / 256, Float(blue[unchecked: index]) / 256 - 128,
        Float(red[unchecked: index]) / 256 - 128
      )
      let grey = matrix.grey * (y - matrix.black)
      output[unchecked: index] = rounded(grey + matrix.redOfRed * v)
      output[unchecked: plane + index] = rounded(grey - matrix.greenOfBlue * u - matrix.greenOfRed * v)
      output[unchecked: 2 * plane + index] = rounded(grey + matrix.blueOfBlue * u)
    }
  }

  @inline(__always)
  private static func rounded(_ value: Float) -> UInt8 { UInt8(min(max(value + 0.5, 0), 255)) }
}

/// The coefficients of BT.601, as in swscale.
struct YUVMatrix: Sendable {
  let black, grey, redOfRed, greenOfBlue, greenOfRed, blueOfBlue: Float

  init(isFullRange: Bool) {
    let difference: Float = isFullRange ? 224 / 255 : 1
    black = isFullRange ? 0 : 16
    grey = isFullRange ? 1 : 255 / 219
    redOfRed = 104_597 / 65_536 * difference
    greenOfBlue = 25_675 / 65_536 * difference
    greenOfRed = 53_279 / 65_536 * difference
    blueOfBlue = 132_201 / 65_536 * difference
  }
}
