package import VigilModels
import VigilNetworks
package import VigilPipeline

/// The networks that score footage, as `vigil detect` would use them.
package struct ScoringNetworks: Sendable {
  /// Snippets to features.
  package var extractor: FeatureExtractor
  /// Features to scores, as the plan needs them.
  package var detectors: Detectors

  /// Holds networks that are loaded.
  package init(extractor: FeatureExtractor, detectors: Detectors) {
    self.extractor = extractor
    self.detectors = detectors
  }

  /// Loads them in the order of `vigil detect`, which decides on the peak of memory.
  package init(_ selection: ModelSelection, engine: EngineConfiguration, plan: DetectionPlan) async throws {
    let networks = try LoadedNetworks(selection, configuration: engine)
    detectors = Detectors(
      online: plan.needsNewest ? try await networks.detector(.newest) : nil,
      offline: plan.needsOffline ? try await networks.detector(.all) : nil)
    extractor = try await networks.extractor()
  }
}
