/// For each output position along one axis, the contributing input positions and their fixed-point weights.
///
/// Follows Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` (src/libImaging/Resample.c),
/// whose rounding decides the last bit of the result.
struct ResamplingTable: Sendable {
  /// Fractional bits of a weight: 32 minus 8 of a pixel minus 2, because Lanczos sums can leave 0...255.
  static let precisionBits: Int32 = 32 - 8 - 2

  /// For each output position, the first input position.
  private(set) var starts: [Int] = []
  /// For each output position, how many input positions follow.
  private(set) var counts: [Int] = []
  /// The weights of output position `i` begin at `i * stride`; unused ones are 0.
  private(set) var weights: [Int32] = []
  /// The number of weights stored for one output position.
  let stride: Int

  /// The weights for the output positions `window` of a whole axis of `outputSize`.
  init(from inputSize: Int, to outputSize: Int, window: Range<Int>, filter: ResamplingFilter) {
    let scale = Double(inputSize) / Double(outputSize)
    // Shrinking widens the kernel, which gives the antialiasing.
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    stride = Int(support.rounded(.up)) * 2 + 1
    weights.reserveCapacity(window.count * stride)
    for position in window {
      let centre = (Double(position) + 0.5) * scale
      let start = max(0, Int(centre - support + 0.5))
      let end = min(inputSize, Int(centre + support + 0.5))
      let raw = (start..<end).map { filter((Double($0) - centre + 0.5) * (1 / filterScale)) }
      let sum = raw.reduce(0, +)
      let normalized = sum == 0 ? raw : raw.map { $0 / sum }
      starts.append(start)
      counts.append(end - start)
      for weight in normalized {
        let scaled = weight * Double(1 << Self.precisionBits)
        weights.append(Int32(weight < 0 ? scaled - 0.5 : scaled + 0.5))
      }
      weights.append(contentsOf: repeatElement(0, count: stride - raw.count))
    }
  }

  /// Whether some weight is negative, so that a sum can leave 0...255.
  var overshoots: Bool { weights.contains { $0 < 0 } }

  /// The number of output positions.
  var count: Int { starts.count }

  /// All input positions that any output position needs.
  var inputs: Range<Int> {
    guard let first = starts.min(), let last = zip(starts, counts).map(+).max() else { return 0..<0 }
    return first..<last
  }
}
