import VigilCore

/// Which stretches are like others: the same tree in the same wind teaches once.
enum Duplicates {
  /// For each stretch whether no earlier one of its camera and kind that counts is like it.
  static func distinct(_ stretches: [ReviewedStretch], similarity: Double) -> [Bool] {
    let points = standardized(stretches.map { mean($0.features) })
    var kept: [String: [Int]] = [:]
    return stretches.indices.map { index in
      let group = "\(stretches[index].kind.rawValue) \(stretches[index].camera)"
      let isNew = kept[group, default: []].allSatisfy { cosine(points[$0], points[index]) < similarity }
      if isNew { kept[group, default: []].append(index) }
      return isNew
    }
  }

  /// The mean over snippets and crops: [F].
  static func mean(_ features: Tensor) -> [Double] {
    let size = features.shape[2]
    let count = features.shape[0] * features.shape[1]
    var sums = [Double](repeating: 0, count: size)
    for row in 0..<count {
      for index in 0..<size { sums[index] += Double(features.values[row * size + index]) }
    }
    return sums.map { $0 / Double(count) }
  }

  /// Mean 0 and variance 1 in each feature, or features that are large in all would make all alike.
  private static func standardized(_ points: [[Double]]) -> [[Double]] {
    guard let size = points.first?.count else { return [] }
    let count = Double(points.count)
    let means = (0..<size).map { index in points.reduce(0) { $0 + $1[index] } / count }
    let deviations = (0..<size).map { index in
      (points.reduce(0) { $0 + ($1[index] - means[index]) * ($1[index] - means[index]) } / count).squareRoot()
    }
    return points.map { point in
      (0..<size).map { deviations[$0] > 1e-6 ? (point[$0] - means[$0]) / deviations[$0] : 0 }
    }
  }

  private static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    var (product, first, second) = (0.0, 0.0, 0.0)
    for index in a.indices {
      product += a[index] * b[index]
      first += a[index] * a[index]
      second += b[index] * b[index]
    }
    // Two at the very mean of all are alike.
    guard first > 0, second > 0 else { return first == second ? 1 : 0 }
    return product / (first * second).squareRoot()
  }
}
