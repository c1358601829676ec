import COpenVINO
public import Foundation
public import VigilInference

/// OpenVINO on the processor: the default engine.
///
/// The library is opened when the engine is made, so a program that never makes one does not need it.
public struct OpenVINOEngine: InferenceEngine {
  private let runtime: OpenVINORuntime

  /// Opens OpenVINO.
  ///
  /// It is looked for in the folder that `VIGIL_OPENVINO` names; else in `openvino` beside the program or in `../lib/vigil/openvino`; else in
  /// `.deps/openvino/lib` of a package around it; else where the system's loader looks.
  ///
  /// - Throws: `engineMissing`, with advice.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(InferenceError) {
    runtime = try OpenVINORuntime(environment: environment)
  }

  /// All formats on the processor, item by item on streams.
  public static var capabilities: EngineCapabilities {
    EngineCapabilities(
      devices: [.cpu: EngineCapabilities.Formats([.fp32, .fp16, .int8])], itemHandling: .streams,
      choosesStreams: true, stem: .ofThisProcessor, networkForm: vigil_ov_takes_planes() ? .planar : .general)
  }

  /// `OpenVINO`.
  public var name: String { "OpenVINO" }

  /// The version, such as `2026.4.1`.
  public var version: String { String(runtime.build.prefix { $0 != "-" }) }

  /// `cpu`.
  public var device: String { "cpu" }

  /// The file that was opened; nil if the system's loader chose it.
  public var libraryPath: String? { runtime.path }

  /// Loads a network from the cache, or compiles it and puts it there.
  public func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    let loader = OpenVINOLoader(runtime: runtime, network: network, options: options)
    // Loading blocks for up to a second, or for many while a network is compiled.
    return try await offPool { () throws(InferenceError) in try loader.session() }
  }
}
