/// For each output position along one axis, the samples of a plane that contribute and their weights: those of Pillow's bilinear
/// filter, in fewer bits.
///
/// For a plane of colour differences they are the weights of its pixels, two to a sample, added: shrinking such a plane is the same as
/// repeating its samples over the pixels first.
struct ShrinkTable: Sendable {
  /// For each output position, the first sample.
  private(set) var starts: [Int] = []
  /// For each output position, how many samples follow.
  private(set) var counts: [Int] = []
  /// The weights of output position `i` begin at `i * stride`; unused ones are 0. Those of a position add up to `1 << bits`, save for
  /// rounding; one that weighs everything is short of it by one.
  private(set) var weights: [UInt16] = []
  /// The number of weights stored for one output position.
  let stride: Int

  /// The weights for a whole axis of `inputSize` pixels.
  ///
  /// - Parameters:
  ///   - pixelsPerSample: 1, or 2 for colour differences.
  ///   - bits: the fractional bits of a weight, at most 16.
  init(from inputSize: Int, to outputSize: Int, pixelsPerSample: Int, bits: Int) {
    let table = ResamplingTable(from: inputSize, to: outputSize, window: 0..<outputSize, filter: .bilinear)
    // A sample more, since the first of them may be a half.
    stride = table.stride / pixelsPerSample + 1
    let one = Double(1 << bits)
    for position in 0..<outputSize {
      let (start, count) = (table.starts[position], table.counts[position])
      let first = start / pixelsPerSample
      var sums = [Double](repeating: 0, count: (start + count - 1) / pixelsPerSample - first + 1)
      for tap in 0..<count {
        sums[(start + tap) / pixelsPerSample - first] += Double(table.weights[position * table.stride + tap])
      }
      let total = sums.reduce(0, +)
      starts.append(first)
      counts.append(sums.count)
      weights += sums.map { UInt16(min(one - 1, ($0 / total * one).rounded())) }
      weights += repeatElement(0, count: stride - sums.count)
    }
  }

  /// The number of output positions.
  var count: Int { starts.count }
}
