import VigilCore

extension BilinearResize {
  /// The same resize written as plainly as possible, to compare with.
  func reference(_ pixels: [UInt8]) -> [Float] {
    var output: [Float] = []
    for channel in 0..<3 {
      for y in 0..<region.height {
        for x in 0..<region.width {
          let (a, b) = (horizontal.fraction[x], vertical.fraction[y])
          func pixel(_ row: Int, _ column: Int) -> Float {
            Float(pixels[(row * inputWidth + column) * 3 + channel])
          }
          let upper =
            pixel(vertical.before[y], horizontal.before[x]) * (1 - a)
            + pixel(vertical.before[y], horizontal.after[x]) * a
          let lower =
            pixel(vertical.after[y], horizontal.before[x]) * (1 - a)
            + pixel(vertical.after[y], horizontal.after[x]) * a
          output.append(scale(upper * (1 - b) + lower * b))
        }
      }
    }
    return output
  }
}
