/// Resizes one plane of bytes with an antialiased bilinear filter, to 8 whole bits and 8 of fraction.
///
/// Columns come first, row by row in 16 bits, which compilers turn into vectors on every processor. The plain reference is in
/// `PlaneShrink+Reference.swift`.
struct PlaneShrink: Sendable {
  /// The columns of the plane.
  let inputWidth: Int
  let horizontal: ShrinkTable
  let vertical: ShrinkTable

  /// Prepares for planes of a picture of `width` x `height` pixels.
  ///
  /// - Parameter sample: how many pixels a sample covers, 1 or 2 each way.
  init(
    width: Int, height: Int, outputWidth: Int, outputHeight: Int, sample: (width: Int, height: Int) = (1, 1)
  ) {
    inputWidth = (width + sample.width - 1) / sample.width
    vertical = ShrinkTable(from: height, to: outputHeight, pixelsPerSample: sample.height, bits: 16)
    horizontal = ShrinkTable(from: width, to: outputWidth, pixelsPerSample: sample.width, bits: 15)
  }

  /// `[height, inputWidth]` with rows `stride` bytes apart to `[vertical.count, horizontal.count]`.
  ///
  /// - Parameter limits: samples beyond them are taken for them.
  func callAsFunction(_ plane: Span<UInt8>, stride: Int, limits: ClosedRange<UInt8>) -> [UInt16] {
    var output = [UInt16](repeating: 0, count: vertical.count * horizontal.count)
    var sums = [UInt16](repeating: 0, count: inputWidth)
    var row = [Int16](repeating: 0, count: inputWidth)
    for y in 0..<vertical.count {
      let (first, count) = (y * vertical.stride, vertical.counts[y])
      // Each product is rounded down, by a half on average.
      var rounding = sums.mutableSpan
      for x in rounding.indices { rounding[unchecked: x] = UInt16(count / 2) }
      for tap in 0..<count {
        add(
          plane, from: (vertical.starts[y] + tap) * stride, times: vertical.weights[first + tap], limits,
          to: &sums)
      }
      // Halved they fit the signed numbers that can be multiplied in pairs.
      let whole = sums.span
      var halves = row.mutableSpan
      for x in halves.indices {
        halves[unchecked: x] = Int16(truncatingIfNeeded: whole[unchecked: x] &>> 1)
      }
      narrow(row.span, into: &output, at: y * horizontal.count)
    }
    return output
  }

  /// Adds a weighted row.
  private func add(
    _ plane: Span<UInt8>, from start: Int, times weight: UInt16, _ limits: ClosedRange<UInt8>,
    to sums: inout [UInt16]
  ) {
    var sums = sums.mutableSpan
    let samples = plane.extracting(start..<start + sums.count)
    let (lowest, highest) = (limits.lowerBound, limits.upperBound)
    // In two parts, since the whole product would need 24 bits.
    let (upper, lower) = (weight &>> 8, weight & 255)
    for x in 0..<sums.count {
      let sample = UInt16(min(max(samples[unchecked: x], lowest), highest))
      sums[unchecked: x] &+= sample &* upper &+ (sample &* lower) &>> 8
    }
  }

  /// The weighted sums along one row.
  private func narrow(_ row: Span<Int16>, into output: inout [UInt16], at place: Int) {
    var output = output.mutableSpan
    let weights = horizontal.weights.span
    for x in 0..<horizontal.count {
      let (samples, first) = (horizontal.starts[x], x * horizontal.stride)
      let taps = horizontal.counts[x]
      let (values, factors) = (
        row.extracting(samples..<samples + taps), weights.extracting(first..<first + taps)
      )
      var sum: Int32 = 1 << 13
      for tap in 0..<taps {
        sum &+= Int32(values[unchecked: tap]) &* Int32(Int16(truncatingIfNeeded: factors[unchecked: tap]))
      }
      // Half a sample has 15 bits and the weights of one have 15, of which 16 remain.
      output[place + x] = UInt16(truncatingIfNeeded: sum &>> 14)
    }
  }
}
