import CTorch

/// Hyperparameters of RTFM's loss (Tian et al., ICCV 2021, section 3.3, as in the public code).
public struct RTFMLoss: Hashable, Sendable, Codable {
  /// The number of segments with the largest magnitudes that represent a video (the top k of its bag).
  public var selected = 3
  /// The margin: the target magnitude of abnormal features.
  public var margin = 100.0
  /// The weight of the magnitude term.
  public var magnitudeWeight = 1e-4
  /// The weight of the smoothness term, over differences between neighbours' scores.
  public var smoothnessWeight = 8e-4
  /// The weight of the sparsity term, over the scores themselves.
  public var sparsityWeight = 8e-3

  /// The published hyperparameters.
  public init() {}

  /// The loss terms of one step.
  public struct Terms: Hashable, Sendable, Codable {
    /// Binary cross-entropy of the selected scores.
    public var classification: Double
    /// The magnitude term: how far magnitudes are from their targets.
    public var magnitude: Double
    /// The smoothness term: how much abnormal scores change from segment to segment.
    public var smoothness: Double
    /// The sparsity term: how large abnormal scores are.
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
