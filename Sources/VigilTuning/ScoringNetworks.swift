package import VigilModels
import VigilNetworks
package import VigilPipeline

/// The networks that score footage, the same as in `vigil detect`.
package struct ScoringNetworks: Sendable {
  /// Snippets to features.
  package var extractor: FeatureExtractor
  /// Features to scores, as the plan needs them.
  package var detectors: Detectors

  /// Takes loaded networks.
  package init(extractor: FeatureExtractor, detectors: Detectors) {
    self.extractor = extractor
    self.detectors = detectors
  }

  /// Loads the networks in the order of `vigil detect`, which determines the peak of memory.
  package init(_ selection: ModelSelection, engine: EngineConfiguration, plan: DetectionPlan) async throws {
    let networks = try LoadedNetworks(selection, configuration: engine)
    detectors = Detectors(
      online: plan.needsNewest ? try await networks.detector(.newest) : nil,
      offline: plan.needsOffline ? try await networks.detector(.all) : nil)
    extractor = try await networks.extractor()
  }
}
