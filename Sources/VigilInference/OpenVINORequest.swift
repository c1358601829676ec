import COpenVINO
import Dispatch
import VigilCore

/// One OpenVINO inference request, with its input buffer and the queue on which it blocks.
///
/// Everything but `queue` is touched on that queue only, which makes it safe to share.
final class OpenVINORequest: @unchecked Sendable {
  let queue: DispatchQueue
  private let network: OpenVINONetwork
  private let handle: OpaquePointer
  /// The input that is filled in place; nil if the network has free extents.
  private let buffer: UnsafeMutableBufferPointer<Float>?
  private var hasRun = false

  /// The bytes of the input buffer.
  var inputBytes: Int { buffer.map { $0.count * MemoryLayout<Float>.stride } ?? 0 }

  init(_ network: OpenVINONetwork, index: Int) throws(InferenceError) {
    guard let handle = vigil_ov_request_create(network.handle) else {
      throw InferenceError(.engineFailed, "OpenVINO cannot make a request: \(OpenVINORuntime.lastError)")
    }
    self.handle = handle
    self.network = network
    queue = DispatchQueue(label: "vigil.inference.\(index)")
    buffer = network.input.fixedShape.map { shape in
      // Whole cache lines, for the widest vectors.
      let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: shape.reduce(MemoryLayout<Float>.stride, *), alignment: 64)
      return bytes.bindMemory(to: Float.self)
    }
  }

  deinit {
    vigil_ov_request_free(handle)
    buffer?.deallocate()
  }

  /// Fills the input, runs, and passes on the values of the first output.
  func run(
    fill: (inout MutableSpan<Float>) -> Void, read: (UnsafeBufferPointer<Float>) -> Void
  ) throws(InferenceError) {
    guard let buffer, let shape = network.input.fixedShape else {
      preconditionFailure("a network with free extents has no buffer")
    }
    var span = buffer.mutableSpan
    fill(&span)
    try run(buffer.baseAddress, shape: shape)
    let output = try output(0)
    read(UnsafeBufferPointer(start: output.values, count: output.count))
  }

  /// Runs on one tensor, without copying it, and copies all outputs.
  func run(_ input: Tensor) throws(InferenceError) -> [String: Tensor] {
    try input.values.withUnsafeBufferPointer { (values) throws(InferenceError) in
      try run(values.baseAddress, shape: input.shape)
    }
    var results: [String: Tensor] = [:]
    for (index, port) in network.outputs.enumerated() {
      let output = try output(index)
      let extents = withUnsafeBytes(of: output.extents) { bytes in
        bytes.bindMemory(to: Int64.self).prefix(output.rank).map { Int($0) }
      }
      results[port.name] = Tensor(
        shape: extents, values: Array(UnsafeBufferPointer(start: output.values, count: output.count)))
    }
    return results
  }

  private func run(_ values: UnsafePointer<Float>?, shape: [Int]) throws(InferenceError) {
    guard vigil_ov_request_set_input(handle, values, shape.map(Int64.init), shape.count),
      vigil_ov_request_run(handle)
    else {
      throw InferenceError(
        .engineFailed, "OpenVINO failed while running the network: \(OpenVINORuntime.lastError)")
    }
    if !hasRun {
      // The first run of a stream reads the weights once more.
      network.releasePages()
      hasRun = true
    }
  }

  private func output(_ index: Int) throws(InferenceError) -> vigil_ov_output {
    var output = vigil_ov_output()
    guard vigil_ov_request_output(handle, index, &output) else {
      throw InferenceError(.engineFailed, "OpenVINO gives no output: \(OpenVINORuntime.lastError)")
    }
    return output
  }
}
