import VigilCore

extension CropOrder {
  /// The similarity of each mirrored crop of one snippet with each unmirrored one.
  struct MirrorSimilarity {
    /// Cosine similarities, `[5 mirrored, 5 unmirrored]`.
    var cosines: [Float]

    /// The mean over the pairs of an assignment.
    func mean(_ partners: [Int]) -> Float {
      partners.enumerated().reduce(0) { $0 + cosines[$1.offset * 5 + $1.element] } / 5
    }
  }

  /// Compares the crops of one snippet by their differences: the mean of all ten is subtracted first.
  static func similarities(_ features: Tensor, snippet: Int) -> MirrorSimilarity {
    let length = features.shape[2]
    let start = snippet * 10 * length
    var crops = (0..<10).map { Array(features.values[start + $0 * length..<start + ($0 + 1) * length]) }
    for index in 0..<length {
      let mean = crops.reduce(0) { $0 + $1[index] } / 10
      for crop in 0..<10 { crops[crop][index] -= mean }
    }
    func dot(_ a: Int, _ b: Int) -> Float { zip(crops[a], crops[b]).reduce(0) { $0 + $1.0 * $1.1 } }
    let norms = (0..<10).map { dot($0, $0).squareRoot() }
    var cosines: [Float] = []
    for mirrored in 5..<10 {
      for plain in 0..<5 {
        let scale = norms[mirrored] * norms[plain]
        cosines.append(scale > 0 ? dot(mirrored, plain) / scale : 0)
      }
    }
    return MirrorSimilarity(cosines: cosines)
  }

  /// All 120 one-to-one assignments of five crops to five.
  static let assignments: [[Int]] = permutations(Array(0..<5))

  private static func permutations(_ elements: [Int]) -> [[Int]] {
    guard elements.count > 1 else { return [elements] }
    return elements.flatMap { first in
      permutations(elements.filter { $0 != first }).map { [first] + $0 }
    }
  }
}
