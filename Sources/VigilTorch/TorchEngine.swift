public import Foundation
import VigilCore
public import VigilInference

/// LibTorch on the processor or an NVIDIA GPU.
///
/// All items of a call form one batch. Where `LoadOptions` asks for `float16`, a GPU computes with 16-bit floats; the processor never does.
public struct TorchEngine: InferenceEngine {
  private let plugin: TorchPlugin
  private let place: ComputeDevice
  /// The device: `cpu`, or the GPU's product name.
  public let device: String

  /// Opens the plug-in.
  ///
  /// - Throws: `engineMissing` if it is not there, `engineFailed` if it cannot use the device; both say what to do.
  public init(
    on place: ComputeDevice = .cpu, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(InferenceError) {
    do throws(TorchError) {
      plugin = try TorchPlugin(environment: environment)
      device = try plugin.name(of: place)
    } catch {
      throw InferenceError(error)
    }
    self.place = place
  }

  /// Floats on the processor and on NVIDIA GPUs, where large video networks are computed with 16 bits; all items are one batch.
  public static var capabilities: EngineCapabilities {
    EngineCapabilities(
      devices: [
        .cpu: EngineCapabilities.Formats([.fp32]),
        .cuda: EngineCapabilities.Formats([.fp32, .fp16], imposed: .fp16),
      ], itemHandling: .batch, choosesStreams: false)
  }

  /// `LibTorch`.
  public var name: String { "LibTorch" }

  /// The version, such as `1.13.1`.
  public var version: String { plugin.version }

  /// The file of the plug-in.
  public var libraryPath: String? { plugin.path }

  /// Passes the network to LibTorch; nothing is cached on disk.
  public func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    let (plugin, place) = (plugin, place)
    // Reading weights and copying them blocks.
    return try await offPool { () throws(InferenceError) in
      guard let program = try network.operations() else {
        throw InferenceError(.modelNotFound, "the network has no form that LibTorch supports")
      }
      guard !program.usesIntegers else {
        throw InferenceError(
          .engineFailed,
          "LibTorch runs no networks in 8-bit integers; leave out --engine torch, or choose a model in fp32")
      }
      return try TorchSession(program, options: options, on: place, plugin: plugin)
    }
  }
}

extension InferenceError {
  init(_ error: TorchError) {
    self.init(error.code == .pluginMissing ? .engineMissing : .engineFailed, error.message)
  }
}
