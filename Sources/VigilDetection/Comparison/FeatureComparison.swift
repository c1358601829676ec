public import VigilCore

/// Why two feature arrays of one video differ: length, crop order, scale, weights or rounding.
///
/// Each cause that is found is corrected before the next is looked for, so that several can be reported at once.
public struct FeatureComparison: Hashable, Sendable, Codable {
  /// The differences, in the order: length, crops, scale, content.
  public var differences: [FeatureDifference] = []
  /// How close the arrays are snippet by snippet as they are; absent if the shapes cannot be compared.
  public var asGiven: FeatureAgreement?
  /// How close they are once differences of length, crop order and scale are corrected.
  public var corrected: FeatureAgreement?

  /// Whether features of both arrays may be mixed.
  public var areInterchangeable: Bool {
    differences.allSatisfy { $0 == .identical || $0 == .numericNoise }
  }

  /// Compares `[snippets, crops, features]` with another array of the same video.
  public init(_ first: Tensor, _ second: Tensor) {
    let (shapeA, shapeB) = (first.shape, second.shape)
    guard shapeA.count == 3, shapeB.count == 3, shapeA[1...] == shapeB[1...], !shapeA.contains(0),
      !shapeB.contains(0)
    else {
      differences = [.shapes(first: shapeA, second: shapeB)]
      return
    }
    var pairing = FeaturePairing(first, second)
    let (lostA, lostB) = pairing.dropNotFinite()
    if lostA + lostB > 0 { differences.append(.notFinite(first: lostA, second: lostB)) }
    asGiven = pairing.agreement()
    if let asGiven, asGiven.maximumDifference == 0, shapeA == shapeB, differences.isEmpty {
      differences.append(.identical)
      corrected = asGiven
      return
    }
    differences += pairing.alignSnippets()
    differences += pairing.alignCrops()
    if let padding = pairing.dropLastIfPaddedOtherwise() { differences.append(padding) }
    if let scale = pairing.alignScale() { differences.append(scale) }
    corrected = pairing.agreement()
    // Rounding is only worth reporting if it is the only difference.
    if let rest = pairing.verdict(corrected), rest != .numericNoise || differences.isEmpty {
      differences.append(rest)
    }
  }
}
