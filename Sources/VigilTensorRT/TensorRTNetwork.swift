import CTensorRT
import VigilCore
import VigilInference

/// A plan on a GPU, freed with its last reference.
final class TensorRTNetwork: Sendable {
  let input: NetworkPort
  let outputs: [NetworkPort]
  /// The size of the plan, nearly all of which are weights.
  let planBytes: Int
  let plugin: TensorRTPlugin
  /// Its functions may be called from any thread.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Loads a plan.
  init(
    plan: UnsafeRawBufferPointer, on processor: GraphicsProcessor, plugin: TensorRTPlugin
  ) throws(InferenceError) {
    guard let made = plugin.functions.network_load(processor.number, plan.baseAddress, plan.count) else {
      throw plugin.failure("loading a plan")
    }
    let ports = (0..<plugin.functions.network_port_count(made)).map {
      plugin.functions.network_port(made, $0)
    }
    guard let input = ports.first(where: \.is_input) else {
      preconditionFailure("the plug-in loads no plan without an input")
    }
    self.input = Self.port(input)
    outputs = ports.filter { !$0.is_input }.map(Self.port)
    planBytes = plan.count
    self.plugin = plugin
    handle = made
  }

  deinit { plugin.functions.network_free(handle) }

  /// The memory on the GPU for intermediate values, in bytes.
  var workingBytes: Int { Int(clamping: plugin.functions.network_memory(handle)) }

  /// Whether all operations are started at once, as a CUDA graph.
  var replays: Bool { plugin.functions.network_replays(handle) }

  /// TensorRT's description of the plan, as JSON.
  func inspection() throws(InferenceError) -> String {
    var text = ""
    let succeeded = withUnsafeMutablePointer(to: &text) { pointer in
      plugin.functions.network_inspect(handle, pointer) { context, text in
        guard let text else { return }
        context?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
      }
    }
    guard succeeded else { throw plugin.failure("describing a plan") }
    return text
  }

  private static func port(_ port: vigil_tensorrt_port) -> NetworkPort {
    let extents = withUnsafeBytes(of: port.extents) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(port.rank).map { $0 < 0 ? nil : Int($0) }
    }
    return NetworkPort(name: String(cString: port.name), shape: extents)
  }
}
