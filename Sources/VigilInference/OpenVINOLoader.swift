import Foundation
import VigilCore

/// One load of a network: from the cache if it is there, else by compiling.
struct OpenVINOLoader {
  let runtime: OpenVINORuntime
  let network: PortableNetwork
  let options: LoadOptions

  func session() throws(InferenceError) -> OpenVINOSession {
    if let cache = options.cache { return try OpenVINOSession(loaded(from: cache), layout: layout) }
    // Without a cache the entry is removed at once, and its contents disappear with the session that has them mapped.
    let temporary = ModelCache(folder: FileManager.default.temporaryDirectory)
    temporary.removeAbandoned()
    return try temporary.withWorkFolder { (work) throws(InferenceError) in
      try OpenVINOSession(loaded(from: ModelCache(folder: work)), layout: layout)
    }
  }

  private var layout: StreamLayout { options.layout }

  /// OpenVINO's options.
  private var properties: [(String, String)] {
    var properties = [
      ("NUM_STREAMS", String(layout.streams)),
      ("INFERENCE_NUM_THREADS", String(layout.threads)),
      // Pinned threads stay on their cores even when a decoder, or a second network, needs the same ones.
      ("ENABLE_CPU_PINNING", "NO"),
    ]
    // Without this, a processor with 16-bit arithmetic would choose it by itself.
    properties.append(("INFERENCE_PRECISION_HINT", options.precision == .float16 ? "f16" : "f32"))
    return properties
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

  private func loaded(from cache: ModelCache) throws(InferenceError) -> OpenVINONetwork {
    if let entry = cache.entry(key) {
      // The checksum vouches for the bytes, so a refusal is rare; recompiling helps either way.
      if let network = try? imported(entry) {
        return network
      }
      cache.remove(key)
    }
    try cache.withWorkFolder { (work) throws(InferenceError) in
      let exported = work.appending(path: "network.blob")
      try compiled(in: work).export(to: exported)
      try cache.store(exported, key: key)
    }
    // The stored file is used at once, so that the first start computes with the same bits as all later ones.
    guard let entry = cache.entry(key) else { throw cache.unwritable("the written file cannot be read back") }
    return try imported(entry)
  }

  private func compiled(in work: URL) throws(InferenceError) -> OpenVINONetwork {
    let onnx = work.appending(path: "network.onnx")
    do {
      try network.writeONNX(onnx)
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? (error as NSError).localizedDescription
      throw InferenceError(.modelNotFound, "cannot prepare the network: \(reason)")
    }
    return try OpenVINONetwork(compiling: onnx, properties: properties, runtime: runtime)
  }
}
