import Foundation

/// All hyperparameters for training an extractor on labelled snippets.
public struct ExtractorTrainingSettings: Hashable, Sendable, Codable {
  /// Snippets per step, half of them of abnormal videos.
  public var snippets = 24
  /// The number of steps.
  public var steps = 200
  /// The peak learning rate; it warms up over the first steps and then decays along a cosine to zero.
  public var learningRate = 0.002
  /// Warm-up steps until the peak rate.
  public var warmUp = 20
  /// Weight decay of AdamW.
  public var weightDecay = 0.05
  /// The dropout rate of features.
  public var dropout = 0.5
  /// Label smoothing: how far targets stay from 0 and 1.
  public var labelSmoothing = 0.05
  /// Decay of the moving average of the weights per step.
  public var averaging = 0.99
  /// The augmentation of snippets.
  public var augmentation = SnippetAugmentation()
  /// Random seed.
  public var seed: UInt64 = 1

  /// The settings that Vigil's own extractor was trained with.
  public init() {}

  /// The learning rate of a step, counted from 0.
  public func learningRate(step: Int) -> Double {
    let rise = min(1, Double(step + 1) / Double(max(1, warmUp)))
    return learningRate * rise * (0.5 + 0.5 * cos(Double.pi * Double(step) / Double(max(1, steps))))
  }
}
