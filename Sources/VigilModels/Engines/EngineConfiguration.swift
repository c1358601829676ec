public import VigilInference
import VigilNetworks

/// How networks run on this machine.
public struct EngineConfiguration: Hashable, Sendable {
  /// What runs the networks.
  public var engine: EngineRegistration
  /// Where it computes.
  public var device: ComputeDevice
  /// Processor threads that compute; nil for all cores.
  public var threads: Int?
  /// Inferences at the same time; nil for the best for the number of crops.
  public var streams: Int?
  /// Where compiled networks are kept; nil to keep none.
  public var cache: ModelCache?
  /// Whether the first layers are computed with fewer multiplications; nil where that was measured to be faster.
  public var fastStem: Bool?

  /// Makes a configuration: the usual engine on its usual device and all cores, with the user's cache.
  public init(
    engine: EngineRegistration = EngineRegistry.standard.usual, device: ComputeDevice? = nil,
    threads: Int? = nil, streams: Int? = nil, cache: ModelCache? = .standard, fastStem: Bool? = nil
  ) {
    self.engine = engine
    self.device = device ?? engine.usualDevice
    self.threads = threads
    self.streams = streams
    self.cache = cache
    self.fastStem = fastStem
  }

  /// What the engine can do.
  public var capabilities: EngineCapabilities { engine.capabilities }

  /// Whether the first layers are computed separately, where a network has such layers.
  public var usesFastStem: Bool { capabilities.stem.applies(asked: fastStem) }

  /// Opens the engine.
  ///
  /// - Throws: `engineMissing`, with what to install.
  public func open() throws(InferenceError) -> any InferenceEngine { try engine.open(on: device) }

  /// The networks with the number formats that the engine computes them in: some engines compute extractors that are made
  /// for pictures in 16 bits, whatever the model says.
  ///
  /// - Throws: `unsupported` if it cannot compute one.
  public func computed(_ selection: ModelSelection) throws(ModelError) -> ModelSelection {
    guard let formats = capabilities.formats(on: device) else { throw noSuchDevice(.standard) }
    var computed = selection
    for (index, network) in selection.networks.enumerated() {
      if network.precision == .int8 {
        guard formats.supported.contains(.int8) else {
          throw ModelError(
            .unsupported,
            "\(network.weightsName) is in 8-bit integers, which --engine \(engine.name) does not run; leave it out, or give the "
              + "model that it was made of")
        }
      } else if !formats.supported.contains(.fp16) {
        computed.networks[index].usesHalfFloats = false
      } else if formats.imposed == .fp16, case .i3dNonLocal = network.architecture {
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
