public import Foundation
public import VigilModels
public import VigilNetworks
import VigilStationConfiguration
import VigilStore

/// The one model of some cameras of a station, which a new head can take the place of.
public struct StationModel: Sendable {
  /// The cameras.
  public let cameras: [String]
  /// How the station's file writes the model, or the folder of the one that took its place.
  public let written: String
  /// The folder of its detector.
  public let folder: ModelFolder
  /// What computes the cameras' features: see `ModelSelection.featureNetwork`.
  public let network: String
  /// Since when each camera has it, with the view that it has now; a camera that has not watched with it yet is not there.
  public let since: [String: Date]
  /// Its networks.
  let selection: ModelSelection

  /// Finds it: the one in force, which may have taken the place of the file's.
  ///
  /// - Parameters:
  ///   - cameras: Names of cameras; none for all that the file has.
  ///   - configuration: How the station computes.
  /// - Throws: `StoreError`; `StationError` if the cameras have different models, or one without trained weights; `StationFileError` for a camera
  ///   that the file does not have; `ModelError`.
  public init(
    _ place: StationPlace, cameras: [String], configuration: EngineConfiguration = EngineConfiguration()
  ) throws {
    try place.check(cameras: cameras)
    let chosen = (place.file?.cameras ?? []).filter { cameras.isEmpty || cameras.contains($0.name) }
    let store = try StationStore(reading: place.folder)
    let changes = try store.changes(at: .now)
    try store.close()
    let adopted = chosen.map { camera in
      AdoptedModels(changes.filter { $0.camera == camera.name }).folder
    }
    let selections = try zip(chosen, adopted).map { camera, folder in
      try configuration.computed(camera.selection(detectorOf: folder))
    }
    guard let selection = selections.first, let folder = selection.detectorFolder
    else {
      throw StationError(
        .settings, "\(place.name): there is no camera with a trained detector to learn another one for")
    }
    let networks = try selections.map { try $0.featureNetwork }
    let models = zip(chosen, adopted).map { $1 ?? $0.model.written }
    guard Set(models).count == 1, Set(networks).count == 1 else {
      throw StationError(
        .settings,
        "\(place.name): cameras have different models, presets or crops; name those of one by --camera")
    }
    (self.cameras, written, network) = (chosen.map(\.name), models[0], networks[0])
    (self.folder, self.selection) = (folder, selection)
    since = zip(chosen, selections).reduce(into: [:]) { since, pair in
      let own = changes.filter { $0.camera == pair.0.name }
      since[pair.0.name] = Calibration.begin(of: pair.1.recordedName, own)
    }
  }
}
