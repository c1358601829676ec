import CTorch

/// The numbers of RTFM's loss (Tian et al., ICCV 2021, section 3.3, as the public code has them).
public struct RTFMLoss: Hashable, Sendable, Codable {
  /// Segments with the largest magnitudes that stand for a video.
  public var selected = 3
  /// The magnitude that abnormal features are drawn to.
  public var margin = 100.0
  /// The weight of the magnitudes.
  public var magnitudeWeight = 1e-4
  /// The weight of the steps between neighbours' scores.
  public var smoothnessWeight = 8e-4
  /// The weight of the scores themselves.
  public var sparsityWeight = 8e-3

  /// The published numbers.
  public init() {}

  /// The terms of the loss of one step.
  public struct Terms: Hashable, Sendable, Codable {
    /// Binary cross-entropy of the selected scores.
    public var classification: Double
    /// How far magnitudes are from where they should be.
    public var magnitude: Double
    /// How much abnormal scores change from segment to segment.
    public var smoothness: Double
    /// How large abnormal scores are.
    public var sparsity: Double
    /// Their sum.
    public var total: Double
  }

  var plain: vigil_torch_rtfm_loss {
    vigil_torch_rtfm_loss(
      selected: Int64(selected), margin: margin, magnitude_weight: magnitudeWeight,
      smoothness_weight: smoothnessWeight, sparsity_weight: sparsityWeight)
  }
}
