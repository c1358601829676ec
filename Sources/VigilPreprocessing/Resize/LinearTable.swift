/// For each output position along one axis, the two input positions it lies between and their weights.
///
/// Half-pixel centres without antialiasing, in 32-bit arithmetic as in PyTorch's `interpolate`.
struct LinearTable: Sendable {
  /// For each output position, the input position before it.
  private(set) var before: [Int] = []
  /// For each output position, the input position after it; the same at the far edge.
  private(set) var after: [Int] = []
  /// The weight of `after`; that of `before` is one minus it.
  private(set) var fraction: [Float] = []

  init(from inputSize: Int, to outputSize: Int, window: Range<Int>) {
    let scale = Float(inputSize) / Float(outputSize)
    for position in window {
      let place = max(0, scale * (Float(position) + 0.5) - 0.5)
      let first = min(Int(place), inputSize - 1)
      before.append(first)
      after.append(min(first + 1, inputSize - 1))
      fraction.append(min(max(place - Float(first), 0), 1))
    }
  }
}
