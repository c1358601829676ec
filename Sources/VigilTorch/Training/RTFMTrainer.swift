import CTorch
public import VigilCore

/// Adam on RTFM's loss, one step at a time; weight decay is added to the gradient.
public final class RTFMTrainer {
  /// Videos for one step.
  public struct Batch: Sendable {
    /// [videos, crops, segments, features]: the normal half first, then the abnormal one.
    public var features: Tensor
    /// [videos, segments]: factors for the magnitudes before the largest are selected (dropout).
    public var keep: Tensor
    /// Random seed of dropout.
    public var seed: UInt64
    /// The learning rate.
    public var learningRate: Double

    /// Makes a batch.
    ///
    /// - Precondition: the shapes agree, and there is an even number of videos.
    public init(features: Tensor, keep: Tensor, seed: UInt64, learningRate: Double) {
      precondition(
        features.shape.count == 4 && features.shape[0].isMultiple(of: 2),
        "features need four axes and an even number of videos")
      precondition(keep.shape == [features.shape[0], features.shape[2]], "keep needs one factor per segment")
      self.features = features
      self.keep = keep
      self.seed = seed
      self.learningRate = learningRate
    }
  }

  private let trainer: TorchTrainer
  private let loss: RTFMLoss

  /// Prepares a network made of `RTFM.trainingGraph`.
  public init(
    _ network: TorchNetwork, loss: RTFMLoss = RTFMLoss(), weightDecay: Double = 0.005
  ) throws(TorchError) {
    trainer = try TorchTrainer(network, adam: Adam(weightDecay: weightDecay))
    self.loss = loss
  }

  /// The network being trained.
  public var network: TorchNetwork { trainer.network }
  /// The steps made.
  public var steps: Int { trainer.steps }

  /// The state that another trainer needs to resume exactly from here, besides the weights.
  public func state() throws(TorchError) -> Adam.State { try trainer.state() }

  /// Resumes from the state of another trainer.
  public func resume(_ state: Adam.State) throws(TorchError) { try trainer.resume(state) }

  /// Makes one step and returns the terms of the loss before it.
  public func step(_ batch: Batch) throws(TorchError) -> RTFMLoss.Terms {
    let shape = batch.features.shape.map(Int64.init)
    var terms = vigil_torch_rtfm_terms()
    try trainer.step { functions, handle in
      batch.features.values.withUnsafeBufferPointer { features in
        batch.keep.values.withUnsafeBufferPointer { keep in
          var described = vigil_torch_rtfm_batch(
            features: features.baseAddress, videos: shape[0], crops: shape[1], segments: shape[2],
            size: shape[3],
            keep: keep.baseAddress, seed: batch.seed, learning_rate: batch.learningRate)
          return functions.trainer_step(handle, &described, loss.plain, &terms)
        }
      }
    }
    return RTFMLoss.Terms(
      classification: terms.classification, magnitude: terms.magnitude, smoothness: terms.smoothness,
      sparsity: terms.sparsity, total: terms.total)
  }
}
