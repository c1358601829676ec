extension PlaneShrink {
  /// The same resize written as plainly as possible, to compare with: each sample stands for its pixels, with Pillow's own weights.
  ///
  /// - Returns: values of 0...255, `[outputHeight, outputWidth]`.
  static func reference(
    _ plane: [UInt8], stride: Int, limits: ClosedRange<UInt8>, width: Int, height: Int, outputWidth: Int,
    outputHeight: Int, sample: (width: Int, height: Int) = (1, 1)
  ) -> [Double] {
    let columns = ResamplingTable(from: width, to: outputWidth, window: 0..<outputWidth, filter: .bilinear)
    let rows = ResamplingTable(from: height, to: outputHeight, window: 0..<outputHeight, filter: .bilinear)
    func pixel(_ row: Int, _ column: Int) -> Double {
      let value = plane[row / sample.height * stride + column / sample.width]
      return Double(min(max(value, limits.lowerBound), limits.upperBound))
    }
    func weighted(_ table: ResamplingTable, at position: Int, _ value: (Int) -> Double) -> Double {
      (0..<table.counts[position]).reduce(0) { sum, tap in
        sum + value(table.starts[position] + tap) * Double(table.weights[position * table.stride + tap])
      } / Double(1 << ResamplingTable.precisionBits)
    }
    // [height, outputWidth]
    let narrowed = (0..<height).map { row in
      (0..<outputWidth).map { x in weighted(columns, at: x) { pixel(row, $0) } }
    }
    return (0..<outputHeight).flatMap { y in
      (0..<outputWidth).map { x in weighted(rows, at: y) { narrowed[$0][x] } }
    }
  }
}
