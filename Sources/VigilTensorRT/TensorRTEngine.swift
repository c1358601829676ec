public import Foundation
public import VigilInference

/// NVIDIA's TensorRT on a GPU, above all a Jetson's.
///
/// A network is built into a plan for exactly this TensorRT, this GPU and this number of items at once, which takes minutes; plans are
/// kept in the model cache. It computes in the number formats that the ONNX file has.
public struct TensorRTEngine: InferenceEngine {
  private let plugin: TensorRTPlugin
  private let processor: GraphicsProcessor

  /// Opens the plug-in and TensorRT.
  ///
  /// It is looked for where `VIGIL_TENSORRT` says, which names the file or its folder; else in `../lib/vigil` of the program; else in
  /// `.build/plugins` of a package around it.
  ///
  /// - Throws: `engineMissing` if plug-in or TensorRT are not there, `engineFailed` if there is no such GPU; both say what to do.
  public init(
    on device: ComputeDevice = .cuda, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(InferenceError) {
    plugin = try TensorRTPlugin(environment: environment)
    processor = try plugin.graphicsProcessor(device)
  }

  /// NVIDIA's GPUs only, in the formats of the file; items are run in batches of the size that a plan was built for.
  public static var capabilities: EngineCapabilities {
    EngineCapabilities(
      devices: [.cuda: EngineCapabilities.Formats([.fp32, .fp16, .int8], imposed: .fp16)],
      itemHandling: .fixedBatch, choosesStreams: false, networkForm: .typed,
      compilesForMinutes: true)
  }

  /// `TensorRT`.
  public var name: String { "TensorRT" }

  /// The version, such as `10.3.0`.
  public var version: String { plugin.version }

  /// The GPU's product name.
  public var device: String { processor.name }

  /// The file of the plug-in.
  public var libraryPath: String? { plugin.path }

  /// Whether the plan of a network is kept.
  public func isPrepared(_ network: PortableNetwork, options: LoadOptions) -> Bool {
    let loader = TensorRTLoader(plugin: plugin, processor: processor, network: network, options: options)
    return options.cache?.entry(loader.key) != nil
  }

  /// Loads a plan from the cache, or builds it and puts it there.
  public func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    let loader = TensorRTLoader(plugin: plugin, processor: processor, network: network, options: options)
    // Loading blocks for seconds, building for minutes.
    return try await offPool { () throws(InferenceError) in try loader.session() }
  }
}
