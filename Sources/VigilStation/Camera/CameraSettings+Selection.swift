public import VigilModels
import VigilPreprocessing
public import VigilStationConfiguration

extension CameraSettings {
  /// The networks and the preprocessing that a camera's section asks for.
  ///
  /// - Throws: `StationError` for a preset that there is not; `ModelError` for a model.
  public func selection() throws -> ModelSelection {
    try ModelSelection(
      named: model.names, preset: try preset.map(Self.known),
      crops: crops.flatMap { CropCount(rawValue: $0.rawValue) })
  }

  private static func known(_ name: String) throws -> Preset {
    guard let preset = Preset(rawValue: name) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw StationError(.settings, "there is no preset \(name); choose one of \(known)")
    }
    return preset
  }
}
