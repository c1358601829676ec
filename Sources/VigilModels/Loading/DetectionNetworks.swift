public import VigilCore
import VigilNetworks
public import VigilPipeline

/// The networks of a detection, ready to run.
public struct DetectionNetworks: Sendable {
  /// Snippets to features.
  public var extractor: FeatureExtractor
  /// Features to scores, as the settings need them.
  public var detectors: Detectors

  /// Takes loaded networks.
  public init(extractor: FeatureExtractor, detectors: Detectors) {
    self.extractor = extractor
    self.detectors = detectors
  }
}

extension LoadedNetworks {
  /// Loads what the settings need, detectors first: what they need while they are loaded must not come on top of the extractor.
  ///
  /// - Parameters:
  ///   - settings: What decides which detectors are needed.
  ///   - concurrentItems: The crops that usually wait together; nil for one in a cascade, else all of a snippet.
  ///   - loaded: Told of each network after it is loaded, with the memory that it says it has; nil for an extractor that waits
  ///     for the size of the first frame.
  /// - Throws: `ModelError` if the networks do not fit together or the preprocessing; `InferenceError` of the engine.
  public func detection(
    _ settings: DetectionSettings, concurrentItems: Int? = nil,
    loaded: (_ name: String, _ memory: [MemoryItem]?) -> Void = { _, _ in }
  ) async throws -> DetectionNetworks {
    let online = settings.needsNewest ? try await detector(.newest) : nil
    if let online { loaded("detector", online.memory) }
    let offline = settings.needsOffline ? try await detector(.all) : nil
    if let offline { loaded("detector, offline", offline.memory) }
    // A cascade computes one crop at a time, with all threads.
    let extractor = try await extractor(
      concurrentItems: concurrentItems ?? (settings.cascadeBound == nil ? nil : 1))
    loaded("extractor", extractor.memory)
    return DetectionNetworks(
      extractor: extractor, detectors: Detectors(online: online, offline: offline))
  }
}
