import VigilCore

extension PillowResize {
  /// The same resize written as plainly as possible, to compare with.
  func reference(_ pixels: [UInt8]) -> [UInt8] {
    func resample(_ table: ResamplingTable, at position: Int, _ pixel: (Int) -> UInt8) -> UInt8 {
      var sum: Int32 = 1 << (ResamplingTable.precisionBits - 1)
      for tap in 0..<table.counts[position] {
        sum += Int32(pixel(table.starts[position] + tap)) * table.weights[position * table.stride + tap]
      }
      return UInt8(clamping: sum >> ResamplingTable.precisionBits)
    }
    var output: [UInt8] = []
    for channel in 0..<3 {
      func pixel(_ row: Int, _ column: Int) -> UInt8 { pixels[(row * inputWidth + column) * 3 + channel] }
      if verticalFirst {
        // [region.height, inputWidth]
        let shortened = (0..<region.height).map { y in
          (0..<inputWidth).map { column in resample(vertical, at: y) { pixel($0, column) } }
        }
        for y in 0..<region.height {
          for x in 0..<region.width { output.append(resample(horizontal, at: x) { shortened[y][$0] }) }
        }
      } else {
        // [inputHeight, region.width]
        let narrowed = (0..<inputHeight).map { row in
          (0..<region.width).map { x in resample(horizontal, at: x) { pixel(row, $0) } }
        }
        for y in 0..<region.height {
          for x in 0..<region.width { output.append(resample(vertical, at: y) { narrowed[$0][x] }) }
        }
      }
    }
    return output
  }
}
