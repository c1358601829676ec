import VigilCore

extension FeaturePairing {
  /// Finds the order of the second array's crops that fits the first's; does nothing if the given one does.
  mutating func alignCrops() -> [FeatureDifference] {
    guard crops > 1, !snippets.isEmpty else { return [] }
    let similarity = cropSimilarity()
    func mean(_ order: [Int]) -> Double {
      order.enumerated().reduce(0) { $0 + similarity[$1.offset * crops + $1.element] } / Double(crops)
    }
    let found = assignment(similarity)
    let (given, better) = (mean(order), mean(found))
    // The true crop order makes the arrays agree; one that merely helps is chance.
    guard found != order, better > 0.5, 1 - better < 0.5 * (1 - given) else { return [] }
    order = found
    return [.cropOrder(found)]
  }

  /// The similarity of crops of both arrays in what distinguishes them from the other crops, `[crops, crops]`.
  private func cropSimilarity() -> [Double] {
    var sums = [Double](repeating: 0, count: crops * crops)
    let step = max(1, snippets.count / Self.sampleSize)
    for number in stride(from: 0, to: snippets.count, by: step) {
      let a = distinctions(first, snippets[number].first)
      let b = distinctions(second, snippets[number].second)
      for row in 0..<crops {
        for column in 0..<crops {
          sums[row * crops + column] += zip(a[row], b[column]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    let count = Double((snippets.count + step - 1) / step)
    return sums.map { $0 / count }
  }

  /// For each crop, the direction of its difference from the mean; zero if there is none.
  private func distinctions(_ tensor: Tensor, _ snippet: Int) -> [[Double]] {
    func unit(_ vector: [Double]) -> [Double] {
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return norm > 1e-9 ? vector.map { $0 / norm } : vector.map { _ in 0 }
    }
    var vectors = (0..<crops).map { crop in
      unit(
        tensor.values[(snippet * crops + crop) * size..<(snippet * crops + crop + 1) * size].map(Double.init))
    }
    for index in 0..<size {
      let mean = vectors.reduce(0) { $0 + $1[index] } / Double(crops)
      for crop in 0..<crops { vectors[crop][index] -= mean }
    }
    return vectors.map(unit)
  }

  /// Pairs rows with columns, the most similar first.
  private func assignment(_ similarity: [Double]) -> [Int] {
    var order = [Int](repeating: -1, count: crops)
    var taken = Set<Int>()
    let ranked = similarity.indices.sorted { (similarity[$0], $1) > (similarity[$1], $0) }
    for place in ranked where order[place / crops] < 0 && !taken.contains(place % crops) {
      order[place / crops] = place % crops
      taken.insert(place % crops)
    }
    return order
  }
}
