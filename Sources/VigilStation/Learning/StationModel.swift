public import VigilModels
public import VigilNetworks
import VigilStationConfiguration

/// The one model of some cameras of a station, which a new head can take the place of.
public struct StationModel: Sendable {
  /// The cameras.
  public let cameras: [String]
  /// How the station's file writes the model.
  public let written: String
  /// The folder of its detector.
  public let folder: ModelFolder
  /// What computes the cameras' features: see `ModelSelection.featureNetwork`.
  public let network: String
  /// Its networks.
  let selection: ModelSelection

  /// Finds it.
  ///
  /// - Parameters:
  ///   - cameras: Names of cameras; none for all that the file has.
  ///   - configuration: How the station computes.
  /// - Throws: `StationError` if the cameras have different models, or one without trained weights; `StationFileError` for a camera
  ///   that the file does not have; `ModelError`.
  public init(
    _ place: StationPlace, cameras: [String], configuration: EngineConfiguration = EngineConfiguration()
  ) throws {
    try place.check(cameras: cameras)
    let chosen = (place.file?.cameras ?? []).filter { cameras.isEmpty || cameras.contains($0.name) }
    let selections = try chosen.map { try configuration.computed($0.selection()) }
    guard let first = chosen.first, let selection = selections.first, let folder = selection.detectorFolder
    else {
      throw StationError(
        .settings, "\(place.name): there is no camera with a trained detector to learn another one for")
    }
    let networks = try selections.map { try $0.featureNetwork }
    guard Set(chosen.map(\.model.written)).count == 1, Set(networks).count == 1 else {
      throw StationError(
        .settings,
        "\(place.name): cameras have different models, presets or crops; name those of one by --camera")
    }
    (self.cameras, written, network) = (chosen.map(\.name), first.model.written, networks[0])
    (self.folder, self.selection) = (folder, selection)
  }
}
