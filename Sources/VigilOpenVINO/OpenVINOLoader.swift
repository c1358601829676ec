import Foundation
import VigilCore
import VigilInference

/// One load of a network: from the cache if it is there, else by compiling.
struct OpenVINOLoader: Sendable {
  let runtime: OpenVINORuntime
  let network: PortableNetwork
  let options: LoadOptions

  func session() throws(InferenceError) -> OpenVINOSession {
    let loaded = try ModelCache.compiled(key, in: options.cache) { (file) throws(InferenceError) in
      let onnx = file.deletingLastPathComponent().appending(path: "network.onnx")
      try network.write(to: onnx)
      try OpenVINONetwork(compiling: onnx, properties: properties, runtime: runtime).export(to: file)
    } take: { (entry) throws(InferenceError) in
      try imported(entry)
    }
    return try OpenVINOSession(loaded, layout: layout)
  }

  private var layout: StreamLayout { options.layout }

  /// OpenVINO's options.
  private var properties: [(String, String)] {
    [
      ("NUM_STREAMS", String(layout.streams)),
      ("INFERENCE_NUM_THREADS", String(layout.threads)),
      // Pinned threads stay on their cores even when a decoder, or a second network, needs the same ones.
      ("ENABLE_CPU_PINNING", "NO"),
      // Without this, a processor with 16-bit arithmetic would choose it by itself.
      ("INFERENCE_PRECISION_HINT", options.precision == .float16 ? "f16" : "f32"),
    ]
  }

  /// Everything that a compiled network depends on, so that no two different ones share a key.
  private var key: String {
    let rest =
      (properties.map { "\($0.0)=\($0.1)" } + [runtime.build, "CPU", String(Processor.featureDigest())])
      .joined(separator: "\n")
    return "\(network.identity)-\(String(DeterministicValues.fnv1a64(rest), radix: 16))"
  }

  /// Takes over a compiled network.
  private func imported(_ entry: CacheEntry) throws(InferenceError) -> OpenVINONetwork {
    let network = try OpenVINONetwork(importing: entry, properties: properties, runtime: runtime)
    guard network.input.fixedShape == nil else { return network }
    // By default OpenVINO caches its preparation for each of the last 5000 shapes, weights and buffers included:
    // 2 GiB after a hundred windows of different lengths. Repeating the last shape needs none of it.
    return try OpenVINONetwork(
      importing: entry, properties: properties + [("CPU_RUNTIME_CACHE_CAPACITY", "0")], runtime: runtime)
  }
}
