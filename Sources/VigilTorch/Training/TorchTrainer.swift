import CTorch
import Foundation
import VigilCore
import VigilNetworks

/// Adam on the weights of a network; trainers with a loss are built on it.
final class TorchTrainer {
  /// The network being trained.
  let network: TorchNetwork
  /// The steps made.
  private(set) var steps = 0
  private let handle: OpaquePointer
  private let names: [String]

  /// Prepares a network made for training.
  init(_ network: TorchNetwork, adam: Adam) throws(TorchError) {
    self.network = network
    names = network.graph.parameters.filter(\.isLearned).map(\.name)
    let copies = names.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) }
    guard
      let handle = network.plugin.functions.trainer_create(
        network.handle, pointers, pointers.count, adam.plain)
    else { throw network.plugin.failure("preparing to train") }
    self.handle = handle
  }

  deinit { network.plugin.functions.trainer_free(handle) }

  /// Makes one step with a function of the plug-in.
  func step(_ body: (vigil_torch_functions, OpaquePointer) -> Bool) throws(TorchError) {
    guard body(network.plugin.functions, handle) else { throw network.plugin.failure("making a step") }
    steps += 1
  }

  /// The state that another trainer needs to resume exactly from here, besides the weights.
  func state() throws(TorchError) -> Adam.State {
    Adam.State(steps: steps, first: try moments(1), second: try moments(2))
  }

  /// Resumes from the state of another trainer.
  func resume(_ state: Adam.State) throws(TorchError) {
    for (moment, tensors) in [(Int32(1), state.first), (2, state.second)] {
      for name in names {
        guard let tensor = tensors[name] else {
          throw TorchError(.failed, "the training state lacks \(name)")
        }
        let succeeded = LoadedGraph.withTensor(name, tensor) {
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
      let found = try network.loaded.received("giving the moments of \(name)") {
        network.plugin.functions.trainer_moment(handle, moment, name, $0, $1)
      }
      tensors.merge(found) { $1 }
    }
    return tensors
  }
}
