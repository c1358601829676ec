import VigilCore

extension FeaturePairing {
  /// Finds which snippets belong together, and what the lengths imply.
  mutating func alignSnippets() -> [FeatureDifference] {
    var differences: [FeatureDifference] = []
    let shift = bestShift()
    if shift != 0 {
      differences.append(.shifted(snippets: shift))
      pair(shift: shift)
    }
    let excess = first.shape[0] - shift - second.shape[0]
    switch excess {
    case 0: break
    case 1: differences.append(.lastSnippetDropped(by: .second))
    case -1: differences.append(.lastSnippetDropped(by: .first))
    default: differences.append(.lengths(first: first.shape[0], second: second.shape[0]))
    }
    return differences
  }

  /// The shift at which changes over time agree best; 0 unless another one is clearly better.
  private func bestShift() -> Int {
    let (a, b) = (changes(of: first), changes(of: second))
    func similarity(_ shift: Int) -> Double? {
      let places = max(0, -shift)..<max(max(0, -shift), min(b.count, a.count - shift))
      let cosines = places.compactMap { cosine(a[$0 + shift], b[$0]) }
      return cosines.count >= 3 ? cosines.reduce(0, +) / Double(cosines.count) : nil
    }
    let still = similarity(0) ?? 0
    var best = (shift: 0, similarity: max(still + 0.05, 0.5))
    for shift in [-1, 1, -2, 2, -3, 3, -4, 4] {
      if let similarity = similarity(shift), similarity > best.similarity { best = (shift, similarity) }
    }
    return best.shift
  }

  /// For each of the first snippets, the direction of its mean crop less the mean direction of all.
  ///
  /// Neither the crops' order nor a scale per snippet changes it.
  private func changes(of tensor: Tensor) -> [[Double]] {
    let count = min(tensor.shape[0], Self.sampleSize)
    var directions = (0..<count).map { snippet in
      var mean = [Double](repeating: 0, count: size)
      for crop in 0..<crops {
        let row = tensor.values[(snippet * crops + crop) * size..<(snippet * crops + crop + 1) * size]
        let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard norm > 0, norm.isFinite else { continue }
        for (index, value) in row.enumerated() { mean[index] += Double(value) / norm }
      }
      return mean
    }
    for index in 0..<size {
      let mean = directions.reduce(0) { $0 + $1[index] } / Double(count)
      for snippet in 0..<count { directions[snippet][index] -= mean }
    }
    return directions
  }

  /// Cosine similarity; `nil` where a vector is zero, as in a video that does not change.
  private func cosine(_ a: [Double], _ b: [Double]) -> Double? {
    var (aa, bb, ab) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      aa += x * x
      bb += y * y
      ab += x * y
    }
    guard aa > 1e-12, bb > 1e-12 else { return nil }
    return ab / (aa * bb).squareRoot()
  }

  /// Leaves out the last pair when both arrays end there and only it disagrees.
  mutating func dropLastIfPaddedOtherwise() -> FeatureDifference? {
    guard let last = snippets.last, snippets.count >= 3, last.first == first.shape[0] - 1,
      last.second == second.shape[0] - 1
    else { return nil }
    let distances = cosines().map { 1 - $0 }
    guard let own = distances.last, let others = distances.dropLast().max(), own > 1e-4, own > 10 * others
    else {
      return nil
    }
    dropLast()
    return .lastSnippetPadding
  }
}
