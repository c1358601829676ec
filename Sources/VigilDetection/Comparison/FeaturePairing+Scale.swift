import VigilCore

extension FeaturePairing {
  /// Finds the factors by which the norms differ where the directions agree, and corrects them.
  mutating func alignScale() -> FeatureDifference? {
    let products = snippets.flatMap { pair in (0..<crops).map { self.products(pair, crop: $0) } }
    let ratios = products.map { $0.normSecond > 0 && $0.normFirst > 0 ? $0.normFirst / $0.normSecond : 1 }
    let agreeing = products.count { $0.cosine > 0.98 }
    guard agreeing * 5 >= products.count * 4, let middle = median(ratios) else { return nil }
    // Noise that turns a vector by an angle changes its norm by less than that angle.
    let turned = products.reduce(0) { $0 + (1 - $1.cosine) } / Double(products.count)
    let tolerance = max(1e-3, 0.5 * (2 * turned).squareRoot())
    func isConstant(_ values: [Double]) -> Bool {
      guard let middle = median(values), middle > 0 else { return true }
      return values.allSatisfy { abs($0 / middle - 1) <= 2 * tolerance }
    }
    if isConstant(ratios) {
      guard abs(middle - 1) > tolerance else { return nil }
      factors = ratios.map { _ in middle }
      return .constantScale(Float(middle))
    }
    factors = ratios
    let (unitFirst, unitSecond) = (
      isConstant(products.map(\.normFirst)), isConstant(products.map(\.normSecond))
    )
    if unitFirst { return .unitVectors(.first) }
    if unitSecond { return .unitVectors(.second) }
    if let length = batchLength(ratios, tolerance: 2 * tolerance) {
      let constant = [(Side.first, \Products.normFirst), (.second, \Products.normSecond)].filter { _, norm in
        isConstant(batchNorms(products.map { $0[keyPath: norm] }, length: length))
      }
      return .batchScale(snippets: length, normalized: constant.count == 1 ? constant[0].0 : nil)
    }
    return .varyingScale(minimum: Float(ratios.min() ?? 1), maximum: Float(ratios.max() ?? 1))
  }

  private typealias Side = FeatureDifference.Side

  /// The length of runs of snippets, all equal but the last, in which every crop has one ratio.
  private func batchLength(_ ratios: [Double], tolerance: Double) -> Int? {
    let count = snippets.count
    func changes(_ number: Int) -> Bool {
      (0..<crops).contains { crop in
        abs(ratios[number * crops + crop] / ratios[(number - 1) * crops + crop] - 1) > tolerance
      }
    }
    let borders = (1..<max(count, 1)).filter(changes)
    guard let length = borders.first else { return count }
    guard length >= 2, borders.allSatisfy({ $0 % length == 0 }), borders.count * 2 >= (count - 1) / length
    else {
      return nil
    }
    return length
  }

  /// The norm of every whole batch of every crop.
  private func batchNorms(_ norms: [Double], length: Int) -> [Double] {
    let batches = max(1, snippets.count / length)
    return (0..<batches).flatMap { batch in
      let members = batch * length..<min((batch + 1) * length, snippets.count)
      return (0..<crops).map { crop in
        let squares = members.map { norms[$0 * crops + crop] * norms[$0 * crops + crop] }
        return squares.reduce(0, +).squareRoot()
      }
    }
  }

  private func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  /// The remaining difference after all corrections; `nil` if there is none.
  func verdict(_ agreement: FeatureAgreement?) -> FeatureDifference? {
    guard let agreement, agreement.maximumDifference > 0 else { return nil }
    if agreement.minimumCosine > 1 - 1e-5, agreement.relativeDifference < 1e-2 { return .numericNoise }
    let cosines = cosines()
    // A few outlying snippets among ones that agree are an incident, not a property of the extraction.
    let good = cosines.count { $0 > 0.999 }
    if good * 2 >= cosines.count, let bad = cosines.firstIndex(where: { $0 < 0.99 }) {
      return .someSnippets(count: cosines.count { $0 < 0.99 }, firstSnippet: snippets[bad].first)
    }
    return agreement.meanCosine >= 0.9 ? .precisionOrPreprocessing : .weights
  }
}
