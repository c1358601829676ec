public import VigilCore

/// The order in which ten crops were cut, inferred from their features.
///
/// The network is nearly invariant to mirroring, so the features of a mirrored crop are closest to those of the crop whose
/// region it mirrors. The last five crops are cut from the mirrored frame in the order of the first five, so which
/// of the first five each one resembles reveals where the centre is, and with it the preset family.
public struct CropOrder: Hashable, Sendable {
  /// For crops 5...9, the crop among 0...4 that each resembles, as a one-to-one assignment.
  public let partners: [Int]
  /// The mean cosine similarity of these pairs, after the mean of the ten crops is taken from each.
  public let similarity: Float
  /// The margin to the mean of the best other assignment; near 0 the features are inconclusive.
  public let margin: Float
  /// The fraction of the snippets in which these pairs are more similar than those of any preset with another order.
  public let agreement: Float
  /// The presets whose crop order gives these pairs.
  public let presets: [Preset]

  /// Pairs each mirrored crop with the crop whose region it mirrors.
  ///
  /// - Parameter features: `[snippets, 10, features]`; thirty snippets of one video are plenty.
  /// - Throws: `notTenCropFeatures` for another shape or no snippets.
  public static func mirrorPairs(_ features: Tensor) throws(PreprocessingError) -> CropOrder {
    guard features.shape.count == 3, features.shape[1] == 10, features.shape[0] > 0, features.shape[2] > 0
    else {
      throw PreprocessingError(
        .notTenCropFeatures,
        "crop order shows only in features of shape [snippets, 10, features], not \(features.shape)")
    }
    let snippets = (0..<features.shape[0]).map { Self.similarities(features, snippet: $0) }
    func mean(_ partners: [Int]) -> Float {
      snippets.reduce(0) { $0 + $1.mean(partners) } / Float(snippets.count)
    }
    let ranked = Self.assignments.map { (partners: $0, similarity: mean($0)) }
      .sorted { $0.similarity > $1.similarity }
    let best = ranked[0]
    let others = Preset.published.map(Self.partners).filter { $0 != best.partners }
    let agreeing = snippets.count { snippet in
      others.allSatisfy { snippet.mean(best.partners) > snippet.mean($0) }
    }
    return CropOrder(
      partners: best.partners, similarity: best.similarity, margin: best.similarity - ranked[1].similarity,
      agreement: Float(agreeing) / Float(snippets.count),
      presets: Preset.published.filter { Self.partners(of: $0) == best.partners })
  }

  /// For crops 5...9 of a preset, the crop among 0...4 whose region each mirrors.
  public static func partners(of preset: Preset) -> [Int] {
    // On an even width, where the centre of the mirrored frame is the centre.
    let (width, height) = (340, 256)
    let preprocessing = Preprocessing(preset, crops: .ten)
    let origins = preprocessing.cropOrigins(width: width, height: height)
    return origins[5...].map { mirrored in
      let x = width - preprocessing.cropWidth - mirrored.x
      guard let partner = origins[..<5].firstIndex(where: { $0.x == x && $0.y == mirrored.y }) else {
        preconditionFailure("five crops lie symmetrically")
      }
      return partner
    }
  }
}
