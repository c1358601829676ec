public import VigilTorch

/// When and on what a detector is validated during training.
public struct ValidationSettings: Hashable, Sendable, Codable {
  /// Steps between validations; there is one after the last step too.
  public var every: Int
  /// The fraction of the videos that is held out; nil if validation videos are given, or there is a test set only.
  public var share: Double?

  /// Makes settings.
  public init(every: Int, share: Double? = nil) {
    self.every = every
    self.share = share
  }
}

/// All hyperparameters of a training.
public struct TrainingSettings: Hashable, Sendable, Codable {
  /// Videos of each class per step.
  public var videosPerClass: Int
  /// The number of steps.
  public var steps: Int
  /// The initial learning rate.
  public var learningRate: Double
  /// The fraction of it that is left in the last step; in between it decays linearly.
  public var finalLearningRateShare: Double
  /// Weight decay, which Adam adds to the gradient, as a fraction of the weight.
  public var weightDecay: Double
  /// The dropout rate, in the network and in the selection of segments.
  public var dropout: Double
  /// Segments per video (the instances of its bag).
  public var segments: Int
  /// Random seed.
  public var seed: UInt64
  /// The hyperparameters of the loss.
  public var loss: RTFMLoss
  /// When the detector is validated; nil for never.
  public var validation: ValidationSettings?
  /// The videos it was begun with, as `TrainingSets.fingerprint`; nil if that was not recorded.
  public var videos: String?

  /// The published hyperparameters: 32 + 32 videos, 15,000 steps, a constant rate (Tian et al., ICCV 2021, section 4.2).
  public static let rtfm = TrainingSettings(
    videosPerClass: 32, steps: 15_000, learningRate: 0.001, finalLearningRateShare: 1, weightDecay: 0.005,
    dropout: 0.7, segments: 32, seed: 1, loss: RTFMLoss())

  /// Fine-tuning from a checkpoint: 16 + 16 videos, a decaying rate (Pham et al. 2024); the final rate and the number
  /// of steps are not given in the paper.
  public static let paper = TrainingSettings(
    videosPerClass: 16, steps: 5_000, learningRate: 0.001, finalLearningRateShare: 0.01, weightDecay: 0.005,
    dropout: 0.7, segments: 32, seed: 1, loss: RTFMLoss())

  /// The learning rate of a step, counted from 0.
  public func learningRate(step: Int) -> Double {
    guard steps > 1 else { return learningRate }
    let progress = Double(min(step, steps - 1)) / Double(steps - 1)
    return learningRate * (1 + (finalLearningRateShare - 1) * progress)
  }
}
