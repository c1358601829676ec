import Testing
import VigilCore
import VigilDetection

@Suite struct `A feature comparison` {
  static let crops = 10, size = 96

  /// Features like those of a fixed camera: never negative, a scene, what crops see of it, and what changes.
  static func features(_ snippets: Int, name: String = "video") -> Tensor {
    func noise(_ part: String) -> [Float] { DeterministicValues.uniform("\(name).\(part)", count: size) }
    let scene = noise("scene")
    let regions = (0..<crops).map { noise("crop.\($0)") }
    var values: [Float] = []
    for snippet in 0..<snippets {
      let moment = noise("snippet.\(snippet)")
      for crop in 0..<crops {
        let detail = noise("detail.\(snippet).\(crop)")
        for index in 0..<size {
          let still = 0.4 + scene[index] + 0.5 * regions[crop][index]
          values.append(max(0, still + 0.3 * moment[index] + 0.2 * detail[index]))
        }
      }
    }
    return Tensor(shape: [snippets, crops, size], values: values)
  }

  /// Some snippets of an array, by their indices.
  static func snippets(_ tensor: Tensor, _ indices: some Sequence<Int>) -> Tensor {
    let length = crops * size
    let rows = indices.map { tensor.values[$0 * length..<($0 + 1) * length] }
    return Tensor(shape: [rows.count, crops, size], values: Array(rows.joined()))
  }

  /// Changes every value, told its snippet and crop.
  static func map(_ tensor: Tensor, _ change: (Float, Int, Int) -> Float) -> Tensor {
    Tensor(
      shape: tensor.shape,
      values: tensor.values.enumerated().map { change($1, $0 / (crops * size), $0 / size % crops) })
  }

  static func reordered(_ tensor: Tensor, _ order: [Int]) -> Tensor {
    let rows = (0..<tensor.shape[0] * crops).map { row in
      let source = (row / crops * crops + order[row % crops]) * size
      return tensor.values[source..<source + size]
    }
    return Tensor(shape: tensor.shape, values: Array(rows.joined()))
  }

  static func withNoise(_ tensor: Tensor, _ strength: Float, name: String = "noise") -> Tensor {
    let noise = DeterministicValues.uniform(name, count: tensor.values.count)
    return Tensor(shape: tensor.shape, values: zip(tensor.values, noise).map { $0 * (1 + strength * $1) })
  }

  static func norm(_ tensor: Tensor, _ range: Range<Int>) -> Float {
    tensor.values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// L2 normalisation of each crop over batches of snippets.
  static func normalized(_ tensor: Tensor, batch: Int) -> Tensor {
    let count = tensor.shape[0]
    var squares = [Float](repeating: 0, count: (count + batch - 1) / batch * crops)
    for (index, value) in tensor.values.enumerated() {
      squares[index / (crops * size) / batch * crops + index / size % crops] += value * value
    }
    return map(tensor) { value, snippet, crop in value / squares[snippet / batch * crops + crop].squareRoot()
    }
  }

  @Test func `knows arrays that are the same`() throws {
    let features = Self.features(12)
    let comparison = FeatureComparison(features, features)
    #expect(comparison.differences == [.identical])
    #expect(comparison.areInterchangeable)
    let agreement = try #require(comparison.asGiven)
    #expect(agreement.maximumDifference == 0)
    #expect(agreement.snippets == 12)
    #expect(agreement.minimumCosine > 0.999_999)
  }

  @Test func `calls rounding rounding`() throws {
    let features = Self.features(12)
    let comparison = FeatureComparison(features, Self.withNoise(features, 1e-4))
    #expect(comparison.differences == [.numericNoise])
    #expect(comparison.areInterchangeable)
    let agreement = try #require(comparison.asGiven)
    #expect(agreement.maximumDifference > 0)
    #expect(agreement.relativeDifference < 1e-3)
  }

  @Test func `tells who dropped the last snippet`() {
    let features = Self.features(12)
    let dropped = Self.snippets(features, 0..<11)
    #expect(FeatureComparison(features, dropped).differences == [.lastSnippetDropped(by: .second)])
    #expect(FeatureComparison(dropped, features).differences == [.lastSnippetDropped(by: .first)])
    #expect(
      FeatureComparison(features, Self.snippets(features, 0..<7)).differences == [
        .lengths(first: 12, second: 7)
      ])
  }

  @Test func `sees that only the last snippet was padded otherwise`() throws {
    let features = Self.features(12)
    let other = Self.map(features) { value, snippet, _ in snippet == 11 ? value * value : value }
    let comparison = FeatureComparison(features, other)
    #expect(comparison.differences == [.lastSnippetPadding])
    #expect(comparison.asGiven?.worstSnippet == 11)
    #expect(comparison.corrected?.maximumDifference == 0)
    #expect(comparison.corrected?.snippets == 11)
  }

  @Test(arguments: [-2, -1, 1, 3])
  func `finds a shift`(shift: Int) throws {
    let features = Self.features(20)
    let later = Self.snippets(features, abs(shift)..<20)
    let comparison =
      shift > 0 ? FeatureComparison(features, later) : FeatureComparison(later, features)
    #expect(comparison.differences == [.shifted(snippets: shift)])
    #expect(comparison.corrected?.maximumDifference == 0)
    #expect(try #require(comparison.asGiven).meanCosine < 0.999)
  }

  @Test(arguments: [[0, 1, 4, 2, 3, 5, 6, 9, 7, 8], [5, 6, 7, 8, 9, 0, 1, 2, 3, 4]])
  func `finds another crop order`(order: [Int]) {
    let features = Self.features(8)
    // Crop i of the first is crop order[i] of the second.
    let second = Self.withNoise(features, 0.01)
    let comparison = FeatureComparison(Self.reordered(features, order), second)
    #expect(comparison.differences.first == .cropOrder(order))
    #expect(comparison.corrected.map { $0.minimumCosine > 0.999 } == true)
    #expect(comparison.asGiven.map { $0.meanCosine < 0.99 } == true)
  }

  @Test(arguments: [Float(2), 0.01, 255])
  func `finds a constant factor`(factor: Float) {
    let features = Self.features(8)
    let comparison = FeatureComparison(Self.map(features) { value, _, _ in value * factor }, features)
    guard case .constantScale(let found)? = comparison.differences.first else {
      Issue.record("expected a constant factor, found \(comparison.differences)")
      return
    }
    #expect(abs(found / factor - 1) < 1e-4)
    #expect(comparison.corrected.map { $0.relativeDifference < 1e-5 } == true)
  }

  @Test func `finds which side is normalised snippet by snippet`() {
    let features = Self.features(8)
    let unit = Self.map(features) { value, snippet, crop in
      let start = (snippet * Self.crops + crop) * Self.size
      return value / Self.norm(features, start..<start + Self.size)
    }
    #expect(FeatureComparison(unit, features).differences == [.unitVectors(.first)])
    #expect(FeatureComparison(features, unit).differences == [.unitVectors(.second)])
  }

  @Test(arguments: [2, 5, 15])
  func `finds normalisation over batches`(batch: Int) {
    let features = Self.features(30)
    let second = Self.normalized(features, batch: batch)
    let comparison = FeatureComparison(features, second)
    #expect(comparison.differences == [.batchScale(snippets: batch, normalized: .second)])
    #expect(comparison.corrected.map { $0.relativeDifference < 1e-4 } == true)
  }

  @Test func `says when norms differ without a pattern`() {
    let features = Self.features(16)
    let factors = DeterministicValues.uniform("factors", count: 160).map { 2 + $0 }
    let comparison = FeatureComparison(
      Self.map(features) { value, snippet, crop in value * factors[snippet * 10 + crop] }, features)
    guard case .varyingScale(let minimum, let maximum)? = comparison.differences.first else {
      Issue.record("expected a varying scale, found \(comparison.differences)")
      return
    }
    #expect(abs(minimum - (factors.min() ?? 0)) < 1e-3)
    #expect(abs(maximum - (factors.max() ?? 0)) < 1e-3)
  }

  @Test func `knows other weights`() {
    let comparison = FeatureComparison(Self.features(12), Self.features(12, name: "other"))
    #expect(comparison.differences == [.weights])
    #expect(!comparison.areInterchangeable)
  }

  @Test func `knows a coarser network from other weights`() {
    let features = Self.features(12)
    let comparison = FeatureComparison(features, Self.withNoise(features, 0.15))
    #expect(comparison.differences == [.precisionOrPreprocessing])
  }

  @Test func `points at the snippets that differ`() {
    let features = Self.features(20)
    let strange = Self.features(20, name: "other")
    let length = Self.crops * Self.size
    var values = features.values
    values.replaceSubrange(6 * length..<9 * length, with: strange.values[6 * length..<9 * length])
    let comparison = FeatureComparison(features, Tensor(shape: features.shape, values: values))
    #expect(comparison.differences == [.someSnippets(count: 3, firstSnippet: 6)])
  }

  @Test func `finds several causes at once`() {
    let features = Self.features(32)
    let order = [0, 1, 4, 2, 3, 5, 6, 9, 7, 8]
    let second = Self.normalized(Self.snippets(features, 0..<31), batch: 15)
    let comparison = FeatureComparison(Self.reordered(features, order), second)
    #expect(
      comparison.differences == [
        .lastSnippetDropped(by: .second), .cropOrder(order), .batchScale(snippets: 15, normalized: .second),
      ])
    #expect(comparison.corrected.map { $0.relativeDifference < 1e-4 } == true)
  }

  @Test func `leaves out non-finite values`() {
    let features = Self.features(6)
    let broken = Self.map(features) { value, snippet, crop in
      snippet == 2 && crop == 3 ? .nan : snippet == 4 ? .infinity : value
    }
    let comparison = FeatureComparison(features, broken)
    #expect(comparison.differences == [.notFinite(first: 0, second: 2)])
    #expect(comparison.asGiven?.snippets == 4)
    #expect(!comparison.areInterchangeable)
  }

  @Test(arguments: [[12, 10, 95], [12, 5, 96], [12, 960], [0, 10, 96]])
  func `refuses shapes that name different things`(shape: [Int]) {
    let comparison = FeatureComparison(Self.features(12), Tensor(repeating: 1, shape: shape))
    #expect(comparison.differences == [.shapes(first: [12, 10, 96], second: shape)])
    #expect(comparison.asGiven == nil)
  }

  @Test func `takes one snippet, one crop and zeros`() {
    let tiny = Tensor(shape: [1, 1, 3], values: [1, 0, 2])
    #expect(FeatureComparison(tiny, tiny).differences == [.identical])
    let zeros = Tensor(repeating: 0, shape: [1, 1, 3])
    #expect(FeatureComparison(tiny, zeros).differences == [.weights])
    #expect(FeatureComparison(zeros, zeros).differences == [.identical])
  }
}
