import CTorch
import Foundation
public import VigilCore
import VigilNetworks

/// Adam on RTFM's loss, one step at a time (Kingma and Ba, ICLR 2015; decay is added to the gradient).
public final class RTFMTrainer {
  /// Videos for one step.
  public struct Batch: Sendable {
    /// [videos, crops, segments, features]: the normal half first, then the abnormal one.
    public var features: Tensor
    /// [videos, segments]: what magnitudes are multiplied with before the largest are selected.
    public var keep: Tensor
    /// Where the random numbers of dropout begin.
    public var seed: UInt64
    /// The learning rate.
    public var learningRate: Double

    /// Makes a batch.
    ///
    /// - Precondition: the shapes agree, and there is an even number of videos.
    public init(features: Tensor, keep: Tensor, seed: UInt64, learningRate: Double) {
      precondition(features.shape.count == 4 && features.shape[0].isMultiple(of: 2), "two halves of videos")
      precondition(keep.shape == [features.shape[0], features.shape[2]], "a number for each segment")
      self.features = features
      self.keep = keep
      self.seed = seed
      self.learningRate = learningRate
    }
  }

  /// Adam's moments after so many steps, to go on from.
  public struct State: Sendable {
    /// The steps made.
    public var steps: Int
    /// The first moments by parameter.
    public var first: [String: Tensor]
    /// The second moments by parameter.
    public var second: [String: Tensor]

    /// Holds a state.
    public init(steps: Int, first: [String: Tensor], second: [String: Tensor]) {
      self.steps = steps
      self.first = first
      self.second = second
    }
  }

  /// The network, which learns.
  public let network: TorchNetwork
  /// The steps made.
  public private(set) var steps = 0
  private let loss: RTFMLoss
  private let handle: OpaquePointer
  private let names: [String]

  /// Prepares a network made of `RTFM.trainingGraph`.
  public init(
    _ network: TorchNetwork, loss: RTFMLoss = RTFMLoss(), weightDecay: Double = 0.005
  ) throws(TorchError) {
    self.network = network
    self.loss = loss
    names = network.graph.parameters.filter(\.isLearned).map(\.name)
    let copies = names.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let adam = vigil_torch_adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: weightDecay)
    let pointers = copies.map { UnsafePointer($0) }
    guard
      let handle = network.plugin.functions.trainer_create(network.handle, pointers, pointers.count, adam)
    else { throw network.plugin.failure("preparing to train") }
    self.handle = handle
  }

  deinit { network.plugin.functions.trainer_free(handle) }

  /// Makes one step and returns the terms of the loss before it.
  public func step(_ batch: Batch) throws(TorchError) -> RTFMLoss.Terms {
    let shape = batch.features.shape.map(Int64.init)
    var terms = vigil_torch_rtfm_terms()
    let succeeded = batch.features.values.withUnsafeBufferPointer { features in
      batch.keep.values.withUnsafeBufferPointer { keep in
        var described = vigil_torch_rtfm_batch(
          features: features.baseAddress, videos: shape[0], crops: shape[1], segments: shape[2],
          size: shape[3],
          keep: keep.baseAddress, seed: batch.seed, learning_rate: batch.learningRate)
        return network.plugin.functions.trainer_step(handle, &described, loss.plain, &terms)
      }
    }
    guard succeeded else { throw network.plugin.failure("making a step") }
    steps += 1
    return RTFMLoss.Terms(
      classification: terms.classification, magnitude: terms.magnitude, smoothness: terms.smoothness,
      sparsity: terms.sparsity, total: terms.total)
  }

  /// What another trainer needs to go on exactly from here, besides the weights.
  public func state() throws(TorchError) -> State {
    State(steps: steps, first: try moments(1), second: try moments(2))
  }

  /// Goes on from the state of another trainer.
  public func resume(_ state: State) throws(TorchError) {
    for (moment, tensors) in [(Int32(1), state.first), (2, state.second)] {
      for name in names {
        guard let tensor = tensors[name] else {
          throw TorchError(.failed, "the state of the training lacks \(name)")
        }
        let succeeded = TorchNetwork.withTensor(name, tensor) {
          network.plugin.functions.trainer_set_moment(handle, moment, $0)
        }
        guard succeeded else { throw network.plugin.failure("taking the moments of \(name)") }
      }
    }
    network.plugin.functions.trainer_set_steps(handle, Int64(state.steps))
    steps = state.steps
  }

  private func moments(_ moment: Int32) throws(TorchError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in names {
      let found = try network.received("giving the moments of \(name)") {
        network.plugin.functions.trainer_moment(handle, moment, name, $0, $1)
      }
      tensors.merge(found) { $1 }
    }
    return tensors
  }
}
