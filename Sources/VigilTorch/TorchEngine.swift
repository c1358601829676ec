import Dispatch
public import Foundation
import VigilCore
public import VigilInference

/// LibTorch on the processor or an NVIDIA GPU.
///
/// All items of a call form one batch. Where `LoadOptions` asks for `float16`, a GPU computes with 16-bit floats; the processor never does.
public struct TorchEngine: InferenceEngine {
  private let plugin: TorchPlugin
  private let place: TorchDevice
  /// The device: `cpu`, or the GPU's product name.
  public let device: String

  /// Opens the plug-in.
  ///
  /// - Throws: `engineMissing` if it is not there, `engineFailed` if it cannot use the device; both say what to do.
  public init(
    on place: TorchDevice = .cpu, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(InferenceError) {
    do throws(TorchError) {
      plugin = try TorchPlugin(environment: environment)
      device = try plugin.name(of: place)
    } catch {
      throw InferenceError(error)
    }
    self.place = place
  }

  /// `LibTorch`.
  public var name: String { "LibTorch" }

  /// The version, such as `1.13.1`.
  public var version: String { plugin.version }

  /// Passes the network to LibTorch; nothing is cached on disk.
  public func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    guard let program = network.program else {
      throw InferenceError(.modelNotFound, "the network has no form that LibTorch supports")
    }
    let (plugin, place) = (plugin, place)
    let result: Result<TorchSession, InferenceError> = await withCheckedContinuation { continuation in
      // Reading weights and copying them blocks.
      DispatchQueue.global().async {
        continuation.resume(
          returning: Result { () throws(InferenceError) in
            try TorchSession(Self.read(program), options: options, on: place, plugin: plugin)
          })
      }
    }
    return try result.get()
  }

  private static func read(
    _ program: @Sendable () throws -> NetworkProgram
  ) throws(InferenceError) -> NetworkProgram {
    do {
      return try program()
    } catch let error as InferenceError {
      throw error
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? (error as NSError).localizedDescription
      throw InferenceError(.modelNotFound, "cannot prepare the network: \(reason)")
    }
  }
}

extension InferenceError {
  init(_ error: TorchError) {
    self.init(error.code == .pluginMissing ? .engineMissing : .engineFailed, error.message)
  }
}
