import VigilCore

/// Half-pixel bilinear resize of 8-bit RGB to floats, without antialiasing, scaled for the network.
///
/// The plain reference is in `BilinearResize+Reference.swift`.
struct BilinearResize: Sendable {
  /// The size of the frames that are resized.
  let inputWidth: Int, inputHeight: Int
  /// The part of the resized frame that is computed.
  let region: PixelRegion
  let horizontal: LinearTable
  let vertical: LinearTable
  let scale: PixelScale

  init(
    inputWidth: Int, inputHeight: Int, outputWidth: Int, outputHeight: Int, region: PixelRegion,
    scale: PixelScale
  ) {
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.region = region
    self.scale = scale
    horizontal = LinearTable(from: inputWidth, to: outputWidth, window: region.x..<region.x + region.width)
    vertical = LinearTable(from: inputHeight, to: outputHeight, window: region.y..<region.y + region.height)
  }

  /// Interleaved `[inputHeight, inputWidth, 3]` to planar `[3, region.height, region.width]`.
  func callAsFunction(_ pixels: Span<UInt8>) -> [Float] {
    precondition(pixels.count == inputWidth * inputHeight * 3, "the frame's size does not match the tables")
    let (width, height) = (region.width, region.height)
    // The two input rows that an output row lies between, resized horizontally, [3, width] each.
    var (upper, lower) = ([Float](repeating: 0, count: 3 * width), [Float](repeating: 0, count: 3 * width))
    var (upperRow, lowerRow) = (-1, -1)
    var output = [Float](repeating: 0, count: 3 * height * width)
    for y in 0..<height {
      let (before, after) = (vertical.before[y], vertical.after[y])
      // Rows are visited downwards, so the previous lower row is often the upper one now.
      if upperRow != before, lowerRow == before {
        swap(&upper, &lower)
        swap(&upperRow, &lowerRow)
      }
      if upperRow != before {
        resampleRow(pixels, row: before, into: &upper)
        upperRow = before
      }
      if lowerRow != after {
        resampleRow(pixels, row: after, into: &lower)
        lowerRow = after
      }
      let fraction = vertical.fraction[y]
      switch scale {
      case .standardized(let mean, let deviation):
        blend(upper.span, lower.span, fraction, y, into: &output) { ($0 - mean) / deviation }
      case .symmetricUnit:
        blend(upper.span, lower.span, fraction, y, into: &output) { $0 * 2 / 255 - 1 }
      }
    }
    return output
  }

  /// Resizes one interleaved row to three planar ones.
  private func resampleRow(_ pixels: Span<UInt8>, row: Int, into output: inout [Float]) {
    var output = output.mutableSpan
    let start = row * inputWidth * 3
    let width = region.width
    let (befores, afters) = (horizontal.before.span, horizontal.after.span)
    let fractions = horizontal.fraction.span
    for x in 0..<width {
      let fraction = fractions[unchecked: x]
      let (before, after) = (start + befores[unchecked: x] * 3, start + afters[unchecked: x] * 3)
      for channel in 0..<3 {
        output[unchecked: channel * width + x] =
          Float(pixels[unchecked: before + channel]) * (1 - fraction)
          + Float(pixels[unchecked: after + channel]) * fraction
      }
    }
  }

  /// Blends two rows into output row `y` and scales it.
  @inline(__always)
  private func blend(
    _ upper: Span<Float>, _ lower: Span<Float>, _ fraction: Float, _ y: Int,
    into output: inout [Float], scaled: (Float) -> Float
  ) {
    var output = output.mutableSpan
    let width = region.width
    let rest = 1 - fraction
    for channel in 0..<3 {
      let (source, place) = (channel * width, (channel * region.height + y) * width)
      for x in 0..<width {
        output[unchecked: place + x] =
          scaled(upper[unchecked: source + x] * rest + lower[unchecked: source + x] * fraction)
      }
    }
  }
}
