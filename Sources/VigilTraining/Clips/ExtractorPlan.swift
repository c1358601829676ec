import Foundation

/// Every number of the training of an extractor on labelled clips.
public struct ExtractorPlan: Hashable, Sendable, Codable {
  /// Clips in a step, half of them of abnormal videos.
  public var clips = 24
  /// Steps to make.
  public var steps = 200
  /// The highest learning rate; it rises over the first steps and then falls along a cosine to zero.
  public var learningRate = 0.002
  /// Steps until the highest rate.
  public var warmUp = 20
  /// What AdamW takes off the weights.
  public var weightDecay = 0.05
  /// The share of features that dropout takes away.
  public var dropout = 0.5
  /// How far targets keep from 0 and 1.
  public var labelSmoothing = 0.05
  /// The share of the average of the weights that a step keeps.
  public var averaging = 0.99
  /// How clips are changed.
  public var augmentation = ClipAugmentation()
  /// Where all random numbers begin.
  public var seed: UInt64 = 1

  /// What Vigil's own extractor was trained with.
  public init() {}

  /// The learning rate of a step, counted from 0.
  public func learningRate(step: Int) -> Double {
    let rise = min(1, Double(step + 1) / Double(max(1, warmUp)))
    return learningRate * rise * (0.5 + 0.5 * cos(Double.pi * Double(step) / Double(max(1, steps))))
  }
}
