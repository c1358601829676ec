import CTorch
import VigilCore
import VigilInference

/// One input buffer of a network; used by one caller at a time.
final class TorchRequest {
  private let network: TorchNetwork
  private let handle: OpaquePointer

  init(_ network: TorchNetwork) throws(TorchError) {
    guard let handle = network.plugin.functions.request_create(network.handle) else {
      throw network.plugin.failure("making room for an input")
    }
    self.network = network
    self.handle = handle
  }

  deinit { network.plugin.functions.request_free(handle) }

  /// Writes the input, runs the network and returns all outputs by name.
  ///
  /// - Parameter fill: writes the input, row-major; returns false if it is no longer wanted, and then `CancellationError` is thrown.
  func run(
    _ shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) -> Bool
  ) throws -> [String: Tensor] {
    let functions = network.plugin.functions
    guard let start = functions.request_input(handle, shape.map(Int64.init), shape.count) else {
      throw InferenceError(
        network.plugin.failure("an input of \(shape.map(String.init).joined(separator: "x"))"))
    }
    guard fill(UnsafeMutableBufferPointer(start: start, count: shape.reduce(1, *))) else {
      throw CancellationError()
    }
    do throws(TorchError) {
      return try network.received("running the network") { functions.request_run(handle, $0, $1) }
    } catch {
      throw InferenceError(error)
    }
  }
}
