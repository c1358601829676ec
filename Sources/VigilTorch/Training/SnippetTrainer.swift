import CTorch
public import VigilCore

/// Adam on the binary cross-entropy of snippets, one step at a time: trains an extractor with one logit per snippet.
public final class SnippetTrainer {
  /// Snippets for one step.
  public struct Batch: Sendable {
    /// [snippets, channels, frames, height, width].
    public var snippets: Tensor
    /// The target of each snippet: how abnormal it is, 0 to 1.
    public var targets: [Float]
    /// Random seed of dropout.
    public var seed: UInt64
    /// The learning rate.
    public var learningRate: Double

    /// Makes a batch.
    ///
    /// - Precondition: there is a target for each snippet.
    public init(snippets: Tensor, targets: [Float], seed: UInt64, learningRate: Double) {
      precondition(
        snippets.shape.count == 5 && snippets.shape[0] == targets.count, "each snippet needs a target")
      self.snippets = snippets
      self.targets = targets
      self.seed = seed
      self.learningRate = learningRate
    }
  }

  private let trainer: TorchTrainer

  /// Prepares a network that takes snippets and has an output `logits`, [snippets, 1].
  public init(_ network: TorchNetwork, adam: Adam) throws(TorchError) {
    trainer = try TorchTrainer(network, adam: adam)
  }

  /// The network being trained.
  public var network: TorchNetwork { trainer.network }
  /// The steps made.
  public var steps: Int { trainer.steps }

  /// The state that another trainer needs to resume exactly from here, besides the weights.
  public func state() throws(TorchError) -> Adam.State { try trainer.state() }

  /// Resumes from the state of another trainer.
  public func resume(_ state: Adam.State) throws(TorchError) { try trainer.resume(state) }

  /// Makes one step and returns the loss before it.
  public func step(_ batch: Batch) throws(TorchError) -> Double {
    let shape = batch.snippets.shape.map(Int64.init)
    var loss = 0.0
    try trainer.step { functions, handle in
      batch.snippets.values.withUnsafeBufferPointer { snippets in
        batch.targets.withUnsafeBufferPointer { targets in
          var described = vigil_torch_snippet_batch(
            snippets: snippets.baseAddress, extents: (shape[0], shape[1], shape[2], shape[3], shape[4]),
            targets: targets.baseAddress, seed: batch.seed, learning_rate: batch.learningRate)
          return functions.trainer_step_snippets(handle, &described, &loss)
        }
      }
    }
    return loss
  }
}
