import CTorch
import VigilCore

/// A graph with its tensors in LibTorch; used by one task at a time.
final class LoadedGraph {
  let plugin: TorchPlugin
  let handle: OpaquePointer

  /// Passes a graph as text, and the tensors it needs.
  init(
    _ text: String, _ tensors: [String: Tensor], _ placement: TorchPlacement, plugin: TorchPlugin
  ) throws(TorchError) {
    let made = placement.device.rawValue.withCString { device in
      var described = vigil_torch_placement(
        device: device, bits: Int32(placement.bits), threads: Int32(clamping: placement.threads),
        channels_last: placement.hasChannelsLast, replays: placement.replays)
      return plugin.functions.network_create(text, &described)
    }
    guard let made else { throw plugin.failure("reading the network") }
    self.plugin = plugin
    handle = made
    for (name, tensor) in tensors {
      guard Self.withTensor(name, tensor, { plugin.functions.network_set(handle, $0) }) else {
        throw plugin.failure("taking \(name)")
      }
    }
  }

  deinit { plugin.functions.network_free(handle) }

  /// The tensors that a function of the plug-in returns.
  func received(
    _ doing: String, _ body: (UnsafeMutableRawPointer, vigil_torch_receiver) -> Bool
  ) throws(TorchError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    let succeeded = withUnsafeMutablePointer(to: &tensors) { pointer in
      body(pointer) { context, tensor in
        guard let tensor = tensor?.pointee,
          let tensors = context?.assumingMemoryBound(to: [String: Tensor].self)
        else { return }
        tensors.pointee[String(cString: tensor.name)] = Tensor(
          shape: UnsafeBufferPointer(start: tensor.extents, count: tensor.rank).map { Int($0) },
          values: Array(UnsafeBufferPointer(start: tensor.values, count: tensor.count)))
      }
    }
    guard succeeded else { throw plugin.failure(doing) }
    return tensors
  }

  /// Passes a tensor without copying it.
  static func withTensor<Result>(
    _ name: String, _ tensor: Tensor, _ body: (UnsafePointer<vigil_torch_tensor>) -> Result
  ) -> Result {
    let extents = tensor.shape.map(Int64.init)
    return name.withCString { name in
      extents.withUnsafeBufferPointer { extents in
        tensor.values.withUnsafeBufferPointer { values in
          var described = vigil_torch_tensor(
            name: name, extents: extents.baseAddress, rank: extents.count, values: values.baseAddress,
            count: values.count)
          return body(&described)
        }
      }
    }
  }
}
