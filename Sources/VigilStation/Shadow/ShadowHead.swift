import Foundation
package import VigilDetection
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilStationConfiguration

/// A detector that is to run in shadow, loaded.
package struct ShadowHead: Sendable {
  /// The name of its model, as an event's record would have it.
  package var name: String
  /// The model's threshold.
  package var threshold: Float
  /// Scores the newest snippet of a window.
  package var detector: any DetectorNetwork

  /// Takes a loaded one.
  package init(name: String, threshold: Float, detector: any DetectorNetwork) {
    (self.name, self.threshold, self.detector) = (name, threshold, detector)
  }

  /// Loads the detector of a folder for the features that a camera has.
  ///
  /// - Parameter present: The networks of the camera, as they are computed.
  /// - Throws: `ModelError` if it is for other features; what loading it throws.
  init(
    _ folder: String, of settings: CameraSettings, beside present: ModelSelection,
    configuration: EngineConfiguration, pool: NetworkPool
  ) async throws {
    let selection = try configuration.computed(settings.selection(detectorOf: folder))
    try selection.requireFeatures(of: present, camera: settings.name)
    let networks = try LoadedNetworks(selection, configuration: configuration, pool: pool)
    self.init(
      name: selection.recordedName, threshold: selection.threshold,
      detector: try await networks.detector(.newest))
  }
}

extension ModelSelection {
  /// Refuses a model in shadow whose features a camera does not compute.
  ///
  /// - Parameter present: The networks of the camera.
  func requireFeatures(of present: ModelSelection, camera: String) throws {
    let (own, wanted) = (try featureNetwork, try present.featureNetwork)
    guard own == wanted else {
      throw ModelError(
        .mismatch,
        "\(detectorFolder?.url.path ?? recordedName) is for the features of \(own), and \(camera) computes "
          + "those of \(wanted); a model in shadow has the same extractor, preset and crops")
    }
  }

  /// Refuses an adopted model that would score other features than it did when it was adopted.
  ///
  /// For what the files say, not for what is computed: on another machine that may be another precision.
  ///
  /// - Parameter step: Its adoption; one that noted no features refuses none.
  func requireFeatures(of step: AdoptedModels.Step) throws {
    let own = try featureNetwork
    guard let known = step.featureNetwork, known != own else { return }
    throw ModelError(
      .mismatch,
      "it was adopted for the features of \(known), and would have those of \(own) now; give the extractor, preset and crops that "
        + "there were, or go back with vigil cameras revert")
  }
}
