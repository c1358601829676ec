import Dispatch
public import Foundation

/// OpenVINO on the processor: the default engine.
///
/// The library is opened when the engine is made, so a program that never makes one does not need it.
public struct OpenVINOEngine: InferenceEngine {
  private let runtime: OpenVINORuntime

  /// Opens OpenVINO.
  ///
  /// It is looked for in the folder that `VIGIL_OPENVINO` names; else in `../lib/vigil/openvino` of the program; else in
  /// `.deps/openvino/lib` of a package around it; else where the system's loader looks.
  ///
  /// - Throws: `engineMissing`, with advice.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(InferenceError) {
    let executable = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    runtime = try OpenVINORuntime(environment: environment, executable: executable)
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
    let runtime = runtime
    let result: Result<OpenVINOSession, InferenceError> = await withCheckedContinuation { continuation in
      // Loading blocks for up to a second, or for many while a network is compiled.
      DispatchQueue.global().async {
        continuation.resume(
          returning: Result { () throws(InferenceError) in
            try OpenVINOLoader(runtime: runtime, network: network, options: options).session()
          })
      }
    }
    return try result.get()
  }
}
