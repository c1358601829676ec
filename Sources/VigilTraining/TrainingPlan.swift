public import VigilTorch

/// When and on what a detector is measured while it is trained.
public struct ValidationPlan: Hashable, Sendable, Codable {
  /// Steps from one time to the next; after the last step it is measured too.
  public var every: Int
  /// The share of the videos that is held out; nil if those are given, or there is a test set only.
  public var share: Double?

  /// Makes a plan.
  public init(every: Int, share: Double? = nil) {
    self.every = every
    self.share = share
  }
}

/// Every number of a training.
public struct TrainingPlan: Hashable, Sendable, Codable {
  /// Videos of each class in a step.
  public var videosPerClass: Int
  /// Steps to make.
  public var steps: Int
  /// The learning rate of the first step.
  public var learningRate: Double
  /// The share of it that the last step has; in between it falls evenly.
  public var finalLearningRateShare: Double
  /// What Adam adds to the gradient, as a share of the weight.
  public var weightDecay: Double
  /// The share of values that dropout takes away, in the network and in the selection of segments.
  public var dropout: Double
  /// Segments of a video.
  public var segments: Int
  /// Where all random numbers begin.
  public var seed: UInt64
  /// The numbers of the loss.
  public var loss: RTFMLoss
  /// When the detector is measured; nil for never.
  public var validation: ValidationPlan?
  /// Which videos it was begun with, as `TrainingSets.fingerprint`; nil if that was not kept.
  public var videos: String?

  /// The published recipe: 32 and 32 videos, 15,000 steps, a constant rate (Tian et al., ICCV 2021, section 4.2).
  public static let rtfm = TrainingPlan(
    videosPerClass: 32, steps: 15_000, learningRate: 0.001, finalLearningRateShare: 1, weightDecay: 0.005,
    dropout: 0.7, segments: 32, seed: 1, loss: RTFMLoss())

  /// Fine-tuning from a checkpoint: 16 and 16 videos, a rate that falls (Pham et al. 2024); where it ends, and after
  /// how many steps, the paper does not say.
  public static let paper = TrainingPlan(
    videosPerClass: 16, steps: 5_000, learningRate: 0.001, finalLearningRateShare: 0.01, weightDecay: 0.005,
    dropout: 0.7, segments: 32, seed: 1, loss: RTFMLoss())

  /// The learning rate of a step, counted from 0.
  public func learningRate(step: Int) -> Double {
    guard steps > 1 else { return learningRate }
    let progress = Double(min(step, steps - 1)) / Double(steps - 1)
    return learningRate * (1 + (finalLearningRateShare - 1) * progress)
  }
}
