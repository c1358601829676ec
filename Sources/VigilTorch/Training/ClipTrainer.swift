import CTorch
public import VigilCore

/// Adam on the binary cross-entropy of clips, one step at a time: an extractor learns with a logit for each clip.
public final class ClipTrainer {
  /// Clips for one step.
  public struct Batch: Sendable {
    /// [clips, channels, frames, height, width].
    public var clips: Tensor
    /// How abnormal each clip is, 0 to 1.
    public var targets: [Float]
    /// Where the random numbers of dropout begin.
    public var seed: UInt64
    /// The learning rate.
    public var learningRate: Double

    /// Makes a batch.
    ///
    /// - Precondition: there is a target for each clip.
    public init(clips: Tensor, targets: [Float], seed: UInt64, learningRate: Double) {
      precondition(clips.shape.count == 5 && clips.shape[0] == targets.count, "a target for each clip")
      self.clips = clips
      self.targets = targets
      self.seed = seed
      self.learningRate = learningRate
    }
  }

  private let trainer: TorchTrainer

  /// Prepares a network that takes clips and has an output `logits`, [clips, 1].
  public init(_ network: TorchNetwork, adam: Adam) throws(TorchError) {
    trainer = try TorchTrainer(network, adam: adam)
  }

  /// The network, which learns.
  public var network: TorchNetwork { trainer.network }
  /// The steps made.
  public var steps: Int { trainer.steps }

  /// What another trainer needs to go on exactly from here, besides the weights.
  public func state() throws(TorchError) -> Adam.State { try trainer.state() }

  /// Goes on from the state of another trainer.
  public func resume(_ state: Adam.State) throws(TorchError) { try trainer.resume(state) }

  /// Makes one step and returns the loss before it.
  public func step(_ batch: Batch) throws(TorchError) -> Double {
    let shape = batch.clips.shape.map(Int64.init)
    var loss = 0.0
    try trainer.step { functions, handle in
      batch.clips.values.withUnsafeBufferPointer { clips in
        batch.targets.withUnsafeBufferPointer { targets in
          var described = vigil_torch_clip_batch(
            clips: clips.baseAddress, extents: (shape[0], shape[1], shape[2], shape[3], shape[4]),
            targets: targets.baseAddress, seed: batch.seed, learning_rate: batch.learningRate)
          return functions.trainer_step_clips(handle, &described, &loss)
        }
      }
    }
    return loss
  }
}
