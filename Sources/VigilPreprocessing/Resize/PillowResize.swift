import VigilCore

/// Pillow's resize of 8-bit RGB, bit for bit: two passes, each rounded to 8 bits.
///
/// The horizontal pass comes first, unless the height loses more than twice as many pixels as the width:
/// that is the rule of Pillow 13. Earlier releases always began horizontally, which gives different pixels (by up to
/// six levels in a noisy picture) where the rule applies: to portrait frames, and to 352x288 squashed to 340x256.
/// All releases resize the 320x240 of UCF-Crime and the 856x480 of ShanghaiTech horizontally first.
///
/// The plain reference is in `PillowResize+Reference.swift`.
struct PillowResize: Sendable {
  /// The size of the frames that are resized.
  let inputWidth: Int, inputHeight: Int
  /// The part of the resized frame that is computed.
  let region: PixelRegion
  let verticalFirst: Bool
  let horizontal: ResamplingTable
  let vertical: ResamplingTable

  init(
    inputWidth: Int, inputHeight: Int, outputWidth: Int, outputHeight: Int, region: PixelRegion,
    filter: ResamplingFilter
  ) {
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.region = region
    verticalFirst =
      outputHeight < inputHeight && inputHeight - outputHeight > 2 * (inputWidth - outputWidth)
    horizontal = ResamplingTable(
      from: inputWidth, to: outputWidth, window: region.x..<region.x + region.width, filter: filter)
    vertical = ResamplingTable(
      from: inputHeight, to: outputHeight, window: region.y..<region.y + region.height, filter: filter)
  }

  /// Interleaved `[inputHeight, inputWidth, 3]` to planar `[3, region.height, region.width]`.
  func callAsFunction(_ pixels: Span<UInt8>) -> [UInt8] {
    precondition(pixels.count == inputWidth * inputHeight * 3, "the frame's size does not match the tables")
    let (width, height) = (region.width, region.height)
    var output = [UInt8](repeating: 0, count: 3 * height * width)
    if verticalFirst {
      // [region.height, inputWidth * 3]
      let rowValues = inputWidth * 3
      var shortened = [UInt8](repeating: 0, count: height * rowValues)
      for y in 0..<height {
        resampleColumn(
          pixels, y: y, from: vertical.starts[y] * rowValues, rowValues: rowValues, count: rowValues,
          into: &shortened, at: y * rowValues)
      }
      resampleRows(
        shortened.span, rows: 0..<height, into: &output, rowValues: width, planeValues: height * width)
    } else {
      // [rows, 3, region.width]: planar rows already, so that the vertical pass writes planes.
      let rows = vertical.inputs
      let rowValues = 3 * width
      var narrowed = [UInt8](repeating: 0, count: rows.count * rowValues)
      resampleRows(pixels, rows: rows, into: &narrowed, rowValues: rowValues, planeValues: width)
      for y in 0..<height {
        for channel in 0..<3 {
          resampleColumn(
            narrowed.span, y: y, from: (vertical.starts[y] - rows.lowerBound) * rowValues + channel * width,
            rowValues: rowValues, count: width, into: &output, at: (channel * height + y) * width)
        }
      }
    }
    return output
  }

  /// The horizontal pass over interleaved rows, two at a time, to rows of each plane.
  ///
  /// A pixel of the lower row is carried in the upper half of a 64-bit integer, so that one multiplication
  /// weights both: a sum of weighted pixels fits 32 signed bits, and a negative lower half only borrows.
  private func resampleRows(
    _ pixels: Span<UInt8>, rows: Range<Int>, into output: inout [UInt8], rowValues: Int, planeValues: Int
  ) {
    var output = output.mutableSpan
    let columns = horizontal.inputs
    let (rowStart, values) = (columns.lowerBound * 3, columns.count * 3)
    // Every position uses as many taps as the widest one, so that the processor can predict the loop's end;
    // the extra weights are 0, and so is the padding after the row that they may fall on.
    let taps = horizontal.counts.max() ?? 0
    var pairs = [Int64](repeating: 0, count: values + taps * 3)
    var pairSpan = pairs.mutableSpan
    let (starts, weights) = (horizontal.starts.span, horizontal.weights.span)
    let overshoots = horizontal.overshoots
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
      // An odd last row is paired with itself.
      let nextRow = min(row + 1, rows.upperBound - 1)
      let upper = pixels.extracting(unchecked: row * inputWidth * 3 + rowStart..<(row + 1) * inputWidth * 3)
      let lower = pixels.extracting(
        unchecked: nextRow * inputWidth * 3 + rowStart..<(nextRow + 1) * inputWidth * 3)
      for index in 0..<values {
        pairSpan[unchecked: index] = Int64(upper[unchecked: index]) | Int64(lower[unchecked: index]) << 32
      }
      let upperOutput = (row - rows.lowerBound) * rowValues
      let lowerOutput = (nextRow - rows.lowerBound) * rowValues
      for x in 0..<region.width {
        var (red, green, blue) = (Self.half, Self.half, Self.half)
        var source = starts[unchecked: x] &* 3 &- rowStart
        let weight = x &* horizontal.stride
        for tap in weight..<weight &+ taps {
          let factor = Int64(weights[unchecked: tap])
          red &+= pairSpan[unchecked: source] &* factor
          green &+= pairSpan[unchecked: source &+ 1] &* factor
          blue &+= pairSpan[unchecked: source &+ 2] &* factor
          source &+= 3
        }
        let (up, down) = (upperOutput &+ x, lowerOutput &+ x)
        if overshoots {
          Self.storeClamped(red, up, down, in: &output)
          Self.storeClamped(green, up &+ planeValues, down &+ planeValues, in: &output)
          Self.storeClamped(blue, up &+ 2 &* planeValues, down &+ 2 &* planeValues, in: &output)
        } else {
          Self.store(red, up, down, in: &output)
          Self.store(green, up &+ planeValues, down &+ planeValues, in: &output)
          Self.store(blue, up &+ 2 &* planeValues, down &+ 2 &* planeValues, in: &output)
        }
      }
    }
  }

  /// One half in both halves of a pair of fixed-point sums, so that shifting rounds.
  private static let half: Int64 = (1 << 21) | (1 << (21 + 32))

  /// Writes one pixel of each row from the two sums of a pair that stay within 0...255.
  @inline(__always)
  private static func store(_ sums: Int64, _ up: Int, _ down: Int, in output: inout MutableSpan<UInt8>) {
    output[unchecked: up] = UInt8(truncatingIfNeeded: sums &>> 22)
    output[unchecked: down] = UInt8(truncatingIfNeeded: sums &>> (22 + 32))
  }

  /// Writes one pixel of each row from two sums that may leave 0...255.
  @inline(__always)
  private static func storeClamped(
    _ sums: Int64, _ up: Int, _ down: Int, in output: inout MutableSpan<UInt8>
  ) {
    let upper = Int32(truncatingIfNeeded: sums)
    let lower = Int32(truncatingIfNeeded: (sums &- Int64(upper)) &>> 32)
    output[unchecked: up] = rounded(upper)
    output[unchecked: down] = rounded(lower)
  }

  @inline(__always)
  private static func rounded(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, sum >> ResamplingTable.precisionBits)))
  }

  /// The vertical pass for `count` values of output row `y`, sixteen at a time.
  private func resampleColumn(
    _ rows: Span<UInt8>, y: Int, from start: Int, rowValues: Int, count: Int,
    into output: inout [UInt8], at place: Int
  ) {
    var output = output.mutableSpan
    let weights = vertical.weights.span
    let taps = y * vertical.stride..<y * vertical.stride + vertical.counts[y]
    let bytes = rows.bytes
    var outputBytes = output.mutableBytes
    var x = 0
    while x + 16 <= count {
      var sums = SIMD16<Int32>(repeating: 1 << (ResamplingTable.precisionBits - 1))
      var source = start + x
      for tap in taps {
        let pixels = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: source, as: SIMD16<UInt8>.self)
        sums &+= SIMD16<Int32>(truncatingIfNeeded: pixels) &* weights[unchecked: tap]
        source += rowValues
      }
      let clamped = (sums &>> ResamplingTable.precisionBits).clamped(
        lowerBound: SIMD16(repeating: 0), upperBound: SIMD16(repeating: 255))
      outputBytes.storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: clamped), toUncheckedByteOffset: place + x,
        as: SIMD16<UInt8>.self)
      x += 16
    }
    while x < count {
      var sum: Int32 = 1 << (ResamplingTable.precisionBits - 1)
      var source = start + x
      for tap in taps {
        sum &+= Int32(rows[unchecked: source]) &* weights[unchecked: tap]
        source += rowValues
      }
      outputBytes.storeBytes(of: Self.rounded(sum), toUncheckedByteOffset: place + x, as: UInt8.self)
      x += 1
    }
  }
}
