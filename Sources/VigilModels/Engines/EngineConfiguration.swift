import Foundation
public import VigilInference
import VigilNetworks
public import VigilTorch

/// How networks run on this machine.
public struct EngineConfiguration: Hashable, Sendable {
  /// What runs networks.
  public enum Kind: String, CaseIterable, Sendable {
    /// OpenVINO, on the processor.
    case openvino
    /// LibTorch, on the processor or a GPU: a plug-in.
    case torch
  }

  /// What runs the networks.
  public var kind: Kind
  /// Where it computes.
  public var device: TorchDevice
  /// Processor threads that compute; nil for all cores.
  public var threads: Int?
  /// Inferences at the same time; nil for the best for the number of crops.
  public var streams: Int?
  /// Where compiled networks are kept; nil to keep none.
  public var cache: ModelCache?
  /// Whether the first layers are computed with fewer multiplications; nil where that was measured to be faster.
  public var fastStem: Bool?

  /// Makes a configuration: OpenVINO with all cores and the user's cache.
  public init(
    kind: Kind = .openvino, device: TorchDevice = .cpu, threads: Int? = nil, streams: Int? = nil,
    cache: ModelCache? = .standard, fastStem: Bool? = nil
  ) {
    self.kind = kind
    self.device = device
    self.threads = threads
    self.streams = streams
    self.cache = cache
    self.fastStem = fastStem
  }

  /// Whether the first layers are computed apart.
  ///
  /// Unless asked for, only on the kind of processor on which it was measured to be faster: x86-64 with AVX2.
  public var usesFastStem: Bool {
    guard kind == .openvino else { return false }
    #if arch(x86_64)
      return OpenVINOEngine.supportsStems && fastStem ?? true
    #else
      return OpenVINOEngine.supportsStems && fastStem ?? false
    #endif
  }

  /// Opens the engine.
  ///
  /// - Throws: `engineMissing`, with what to install.
  public func open() throws(InferenceError) -> any InferenceEngine {
    switch kind {
    case .openvino: try OpenVINOEngine()
    case .torch: try TorchEngine(on: device)
    }
  }

  /// The networks with the number formats that the engine computes them in: on a GPU, extractors that are made for pictures
  /// in 16 bits.
  ///
  /// - Throws: `unsupported` if it cannot compute one.
  public func computed(_ selection: ModelSelection) throws(ModelError) -> ModelSelection {
    guard kind == .torch else { return selection }
    var computed = selection
    for (index, network) in selection.networks.enumerated() {
      guard network.precision != .int8 else {
        throw ModelError(
          .unsupported,
          "\(network.weightsName) is in 8-bit integers, which --engine torch does not run; leave it out, or give the model "
            + "that it was made of")
      }
      if device.isGPU, case .i3dNonLocal = network.architecture {
        computed.networks[index].usesHalfFloats = true
      }
    }
    return computed
  }

  /// The options for a network of which `concurrentItems` inputs are usually waiting.
  public func loadOptions(concurrentItems: Int) -> LoadOptions {
    LoadOptions(
      threads: threads, streams: concurrentItems > 1 ? streams : nil, concurrentItems: concurrentItems,
      cache: cache)
  }
}
