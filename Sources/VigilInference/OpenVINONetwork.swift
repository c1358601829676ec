import COpenVINO
import Foundation

/// A network compiled by OpenVINO, freed with its last reference.
final class OpenVINONetwork: Sendable {
  let input: NetworkPort
  let outputs: [NetworkPort]
  private let runtime: OpenVINORuntime
  /// The compiled network may use these bytes as long as it lives.
  private let blob: MappedFile?
  /// OpenVINO allows requests to be made and run from any thread.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Compiles a model file.
  convenience init(
    compiling file: URL, properties: [(String, String)], runtime: OpenVINORuntime
  ) throws(InferenceError) {
    let made = Self.withProperties(properties) {
      vigil_ov_network_compile(runtime.handle, file.path, $0.baseAddress, $0.count)
    }
    try self.init(made, blob: nil, runtime: runtime)
  }

  /// Takes over a compiled network from the cache.
  convenience init(
    importing entry: CacheEntry, properties: [(String, String)], runtime: OpenVINORuntime
  ) throws(InferenceError) {
    let made = Self.withProperties(properties) {
      vigil_ov_network_import(
        runtime.handle, entry.blob.baseAddress, entry.blob.count, $0.baseAddress, $0.count)
    }
    try self.init(made, blob: entry.owner, runtime: runtime)
    releasePages()
  }

  private init(
    _ made: OpaquePointer?, blob: MappedFile?, runtime: OpenVINORuntime
  ) throws(InferenceError) {
    guard let made else {
      throw InferenceError(.engineFailed, "OpenVINO refused the network: \(OpenVINORuntime.lastError)")
    }
    let inputs = (0..<vigil_ov_network_input_count(made)).map { vigil_ov_network_input(made, $0).pointee }
    let outputs = (0..<vigil_ov_network_output_count(made)).map { vigil_ov_network_output(made, $0).pointee }
    guard inputs.count == 1, !outputs.isEmpty, (inputs + outputs).allSatisfy(\.is_float32) else {
      vigil_ov_network_free(made)
      throw InferenceError(
        .engineFailed, "the network must have one input, and 32-bit floats in its input and outputs")
    }
    self.input = Self.port(inputs[0])
    self.outputs = outputs.map(Self.port)
    self.handle = made
    self.blob = blob
    self.runtime = runtime
  }

  deinit { vigil_ov_network_free(handle) }

  /// Writes the compiled network for `init(importing:)`.
  func export(to file: URL) throws(InferenceError) {
    guard vigil_ov_network_export(handle, file.path) else {
      throw InferenceError(.engineFailed, "OpenVINO cannot write the network: \(OpenVINORuntime.lastError)")
    }
  }

  /// Releases the mapped cache pages of the weights: by now OpenVINO has them in its own layout.
  func releasePages() { blob?.releasePages() }

  /// The mapped bytes of the cache entry.
  var mappedBytes: Int { blob?.count ?? 0 }

  private static func port(_ port: vigil_ov_port) -> NetworkPort {
    NetworkPort(
      name: String(cString: port.name),
      shape: (0..<port.rank).map { port.extents[$0] < 0 ? nil : Int(port.extents[$0]) })
  }

  private static func withProperties<Result>(
    _ properties: [(String, String)], _ body: (UnsafeBufferPointer<vigil_ov_property>) -> Result
  ) -> Result {
    let texts = properties.map { (strdup($0.0), strdup($0.1)) }
    defer {
      for (key, value) in texts {
        free(key)
        free(value)
      }
    }
    return texts.map { vigil_ov_property(key: $0.0, value: $0.1) }.withUnsafeBufferPointer(body)
  }
}
