import CTensorRT
import VigilCore
import VigilInference

/// Page-locked memory for an input of a network and its outputs; used by one caller at a time.
final class TensorRTRequest {
  private let network: TensorRTNetwork
  private let handle: OpaquePointer

  init(_ network: TensorRTNetwork) throws(InferenceError) {
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
      throw network.plugin.failure("taking an input of \(shape.map(String.init).joined(separator: "x"))")
    }
    guard fill(UnsafeMutableBufferPointer(start: start, count: shape.reduce(1, *))) else {
      throw CancellationError()
    }
    var outputs: [String: Tensor] = [:]
    let succeeded = withUnsafeMutablePointer(to: &outputs) { pointer in
      functions.request_run(handle, pointer) { context, tensor in
        guard let tensor = tensor?.pointee,
          let outputs = context?.assumingMemoryBound(to: [String: Tensor].self)
        else { return }
        outputs.pointee[String(cString: tensor.name)] = Tensor(
          shape: UnsafeBufferPointer(start: tensor.extents, count: tensor.rank).map { Int($0) },
          values: Array(UnsafeBufferPointer(start: tensor.values, count: tensor.count)))
      }
    }
    guard succeeded else { throw network.plugin.failure("running the network") }
    return outputs
  }
}
