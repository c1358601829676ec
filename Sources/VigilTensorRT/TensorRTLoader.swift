import CTensorRT
import Foundation
import VigilCore
import VigilInference

/// One load of a network: a plan from the cache if it is there, else one that is built.
struct TensorRTLoader: Sendable {
  let plugin: TensorRTPlugin
  let processor: GraphicsProcessor
  let network: PortableNetwork
  let options: LoadOptions

  func session() throws(InferenceError) -> TensorRTSession {
    let network = try ModelCache.compiled(key, in: options.cache) { (file) throws(InferenceError) in
      try build(into: file)
    } take: { (entry) throws(InferenceError) in
      // A driver or GPU that changed without a change of the key refuses a plan, which is then built again.
      try TensorRTNetwork(plan: entry.blob, on: processor, plugin: plugin)
    }
    return try TensorRTSession(network, layout: options.layout)
  }

  /// Everything that a plan depends on, so that no two different ones share a key; the identity has the batch.
  var key: String {
    "\(network.identity)-\(Self.digest(place + [options.precision.rawValue, "\(Self.ranges)"]))"
  }

  /// Timings are good for all networks of one TensorRT on one GPU.
  private var timingsKey: String { "tensorrt-timings-\(Self.digest(place))" }

  private var place: [String] {
    ["TensorRT \(plugin.version)", "abi \(VIGIL_TENSORRT_ABI)", processor.name, processor.capability]
  }

  private static func digest(_ lines: [String]) -> String {
    String(DeterministicValues.fnv1a64(lines.joined(separator: "\n")), radix: 16)
  }

  /// What the axes of a detector's input, [crops, snippets, F], may be: windows of 32 snippets are fast, recordings of up to
  /// 1024 possible. Memory on the GPU is for the most.
  static let ranges: [(least: Int, usual: Int, most: Int)] = [(1, 10, 10), (1, 32, 1024)]

  /// Writes the network as ONNX and builds a plan of it.
  private func build(into file: URL) throws(InferenceError) {
    let onnx = file.deletingLastPathComponent().appending(path: "network.onnx")
    try network.write(to: onnx)
    let ranges = Self.ranges.map {
      vigil_tensorrt_range(least: Int64($0.least), usual: Int64($0.usual), most: Int64($0.most))
    }
    let timings = options.cache?.entry(timingsKey)
    var built = BuiltPlan()
    let succeeded = onnx.path.withCString { path in
      ranges.withUnsafeBufferPointer { ranges in
        var order = vigil_tensorrt_order(
          onnx: path, device: processor.number, bits: options.precision == .float16 ? 16 : 32,
          ranges: ranges.baseAddress, range_count: ranges.count, timings: timings?.blob.baseAddress,
          timing_bytes: timings?.blob.count ?? 0)
        return withUnsafeMutablePointer(to: &built) {
          plugin.functions.build(&order, $0, BuiltPlan.receive)
        }
      }
    }
    guard succeeded else { throw plugin.failure("building a plan") }
    // The parser says so and goes on, with wrong results.
    if let warning = built.warnings.first(where: { $0.contains("zero_point") || $0.contains("zero point") }) {
      throw InferenceError(
        .engineFailed, "TensorRT would compute the network wrongly, it must be exported for it: \(warning)")
    }
    do {
      try built.plan.write(to: file)
    } catch {
      throw (options.cache ?? ModelCache(folder: file.deletingLastPathComponent())).unwritable(
        error.explanation)
    }
    // Without them the plan is as good, and the next build only longer.
    try? keep(built.timings)
  }

  /// Keeps what was measured for the next build.
  private func keep(_ timings: Data) throws(InferenceError) {
    guard let cache = options.cache, !timings.isEmpty else { return }
    try cache.withWorkFolder { (work) throws(InferenceError) in
      let file = work.appending(path: "timings")
      do { try timings.write(to: file) } catch { throw cache.unwritable(error.explanation) }
      try cache.store(file, key: timingsKey)
    }
  }
}

/// What a build gives.
private struct BuiltPlan {
  var plan = Data()
  var timings = Data()
  var warnings: [String] = []

  static let receive: vigil_tensorrt_build_receiver = { context, built in
    guard let built = built?.pointee, let result = context?.assumingMemoryBound(to: BuiltPlan.self) else {
      return
    }
    result.pointee.plan = Data(bytes: built.plan, count: built.plan_bytes)
    if let timings = built.timings {
      result.pointee.timings = Data(bytes: timings, count: built.timing_bytes)
    }
    result.pointee.warnings = String(cString: built.warnings).split(separator: "\n").map(String.init)
  }
}
