import VigilCore

/// How the windows of a convolution or pooling meet the elements of one channel, with one to three
/// spatial axes treated as three: time, rows and columns.
struct Grid {
  /// The position of one element within a window.
  typealias Tap = [Int]

  let batch: Int
  /// The spatial extents of the result, as many as the window has.
  let shape: [Int]
  /// Elements of one channel of the input and of the result.
  let inputCount, outputCount: Int
  /// Every position within a window, the last axis varying fastest.
  let taps: [Tap]
  private let input, output: [Int]
  private let window: Window

  init(_ x: Tensor, _ window: Window) {
    guard let extents = window.outputExtents(of: x.shape[2...].map(Dimension.fixed)) else {
      preconditionFailure("\(window) does not fit \(x.shape)")
    }
    batch = x.shape[0]
    shape = extents.compactMap(\.size)
    let missing = 3 - shape.count
    func three(_ sizes: [Int], _ neutral: Int) -> [Int] { Array(repeating: neutral, count: missing) + sizes }
    input = three(Array(x.shape[2...]), 1)
    output = three(shape, 1)
    inputCount = input.reduce(1, *)
    outputCount = output.reduce(1, *)
    let kernel = three(window.kernel, 1)
    self.window = Window(
      kernel, stride: three(window.stride, 1), padding: three(window.padding, 0),
      dilation: three(window.dilation, 1))
    taps = (0..<kernel[0]).flatMap { t in
      (0..<kernel[1]).flatMap { y in (0..<kernel[2]).map { x in [t, y, x] } }
    }
  }

  /// Calls `body` for each row of the result with those elements for which the tap meets the input:
  /// where they start in the result and the input, how many there are, and the step in the input.
  @inline(__always)
  func forEachRow(of tap: Tap, _ body: (_ target: Int, _ source: Int, _ count: Int, _ step: Int) -> Void) {
    let (times, rows, columns) = (reach(tap, 0), reach(tap, 1), reach(tap, 2))
    for time in times {
      for row in rows where !columns.isEmpty {
        let target = (time * output[1] + row) * output[2] + columns.lowerBound
        let source =
          (place(tap, 0, time) * input[1] + place(tap, 1, row)) * input[2]
          + place(tap, 2, columns.lowerBound)
        body(target, source, columns.count, window.stride[2])
      }
    }
  }

  /// The element of the input that a tap of a window meets along one axis.
  private func place(_ tap: Tap, _ axis: Int, _ index: Int) -> Int {
    index * window.stride[axis] + tap[axis] * window.dilation[axis] - window.padding[axis]
  }

  /// The windows along one axis whose tap meets the input and not the padding.
  private func reach(_ tap: Tap, _ axis: Int) -> Range<Int> {
    let start = place(tap, axis, 0)
    let last = input[axis] - 1 - start
    guard last >= 0 else { return 0..<0 }
    let step = window.stride[axis]
    let first = start < 0 ? (-start + step - 1) / step : 0
    let end = min(output[axis], last / step + 1)
    return min(first, end)..<end
  }
}
