import VigilCore

/// Which feature of one array corresponds to which of another, and by what factor: the corrections of a comparison.
struct FeaturePairing {
  /// Snippets that the searches for shifts and crop orders use; more would not change the result.
  static let sampleSize = 64

  let first: Tensor
  let second: Tensor
  let crops: Int
  let size: Int
  /// Snippet pairs, ascending.
  private(set) var snippets: [(first: Int, second: Int)]
  /// Crop `i` of the first array corresponds to crop `order[i]` of the second.
  var order: [Int]
  /// Factors for the second array, `[pair, crop]`; empty for none.
  var factors: [Double] = []
  /// Snippets with non-finite values.
  private var unusable: (first: Set<Int>, second: Set<Int>) = ([], [])

  init(_ first: Tensor, _ second: Tensor) {
    self.first = first
    self.second = second
    crops = first.shape[1]
    size = first.shape[2]
    order = Array(0..<crops)
    snippets = []
    pair(shift: 0)
  }

  /// Pairs snippet `i + shift` of the first array with snippet `i` of the second.
  mutating func pair(shift: Int) {
    snippets = (max(0, -shift)..<max(max(0, -shift), min(second.shape[0], first.shape[0] - shift)))
      .map { ($0 + shift, $0) }
      .filter { !unusable.first.contains($0.first) && !unusable.second.contains($0.second) }
  }

  /// Leaves out the last pair.
  mutating func dropLast() { snippets.removeLast() }

  /// Leaves out snippets with non-finite values; returns how many each array has.
  mutating func dropNotFinite() -> (first: Int, second: Int) {
    func bad(_ tensor: Tensor) -> Set<Int> {
      let length = crops * size
      return Set(
        (0..<tensor.shape[0]).filter { snippet in
          !tensor.values[snippet * length..<(snippet + 1) * length].allSatisfy(\.isFinite)
        })
    }
    unusable = (bad(first), bad(second))
    pair(shift: 0)
    return (unusable.first.count, unusable.second.count)
  }

  /// The sums for similarity and scale.
  struct Products {
    var normFirst = 0.0
    var normSecond = 0.0
    var dot = 0.0

    /// Cosine similarity; two zero vectors count as alike.
    var cosine: Double {
      let scale = normFirst * normSecond
      return scale > 0 ? min(dot / scale, 1) : normFirst == normSecond ? 1 : 0
    }
  }

  /// Compares one crop of a snippet pair, as paired by `order`, without factors.
  func products(_ pair: (first: Int, second: Int), crop: Int) -> Products {
    let (a, b) = (first.values.span, second.values.span)
    let startA = (pair.first * crops + crop) * size
    let startB = (pair.second * crops + order[crop]) * size
    var (aa, bb, ab) = (0.0, 0.0, 0.0)
    for index in 0..<size {
      let (x, y) = (Double(a[startA + index]), Double(b[startB + index]))
      aa += x * x
      bb += y * y
      ab += x * y
    }
    return Products(normFirst: aa.squareRoot(), normSecond: bb.squareRoot(), dot: ab)
  }

  /// The mean cosine over the crops of each pair.
  func cosines() -> [Double] {
    snippets.map { pair in
      (0..<crops).reduce(0) { $0 + products(pair, crop: $1).cosine } / Double(crops)
    }
  }

  /// The figures for all pairs, with factors; `nil` without pairs.
  func agreement() -> FeatureAgreement? {
    guard !snippets.isEmpty else { return nil }
    let (a, b) = (first.values.span, second.values.span)
    var (maximum, sum, magnitude): (Double, Double, Double) = (0, 0, 0)
    var (minimumCosine, cosineSum, worst) = (1.0, 0.0, (cosine: Double.infinity, snippet: 0))
    for (number, pair) in snippets.enumerated() {
      var pairCosine = 0.0
      for crop in 0..<crops {
        let factor = factors.isEmpty ? 1 : factors[number * crops + crop]
        let startA = (pair.first * crops + crop) * size
        let startB = (pair.second * crops + order[crop]) * size
        for index in 0..<size {
          let (x, y) = (Double(a[startA + index]), Double(b[startB + index]) * factor)
          maximum = max(maximum, abs(x - y))
          sum += abs(x - y)
          magnitude = max(magnitude, abs(x), abs(y))
        }
        let cosine = products(pair, crop: crop).cosine
        minimumCosine = min(minimumCosine, cosine)
        pairCosine += cosine
      }
      cosineSum += pairCosine
      if pairCosine < worst.cosine { worst = (pairCosine, pair.first) }
    }
    return FeatureAgreement(
      snippets: snippets.count, maximumDifference: Float(maximum),
      meanDifference: sum / Double(snippets.count * crops * size),
      relativeDifference: magnitude > 0 ? Float(maximum / magnitude) : 0, minimumCosine: minimumCosine,
      meanCosine: cosineSum / Double(snippets.count * crops), worstSnippet: worst.snippet)
  }
}
