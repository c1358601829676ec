import Foundation
public import VigilModels
import VigilNetworks
import VigilPreprocessing
public import VigilStationConfiguration

extension CameraSettings {
  /// The networks and the preprocessing that a camera's section asks for.
  ///
  /// - Parameter folder: The folder of a model whose detector takes the place of the section's; nil for that.
  /// - Throws: `StationError` for a preset that there is not; `ModelError` and `NetworksError` for a model.
  public func selection(detectorOf folder: String? = nil) throws -> ModelSelection {
    let (preset, crops) = (try preset.map(Self.known), crops.flatMap { CropCount(rawValue: $0.rawValue) })
    guard let folder else { return try ModelSelection(named: model.names, preset: preset, crops: crops) }
    return try ModelSelection(
      detectorOf: try ModelFolder(reading: URL(filePath: folder)), extractorOf: model.names, preset: preset,
      crops: crops)
  }

  private static func known(_ name: String) throws -> Preset {
    guard let preset = Preset(rawValue: name) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw StationError(.settings, "there is no preset \(name); choose one of \(known)")
    }
    return preset
  }
}

extension ModelSelection {
  /// What an event's record calls the networks: each with the beginning of its digest.
  package var recordedName: String {
    var names: [String] = []
    for network in networks {
      let name = [network.weightsName, network.sha256.map { String($0.prefix(12)) }].compactMap { $0 }
        .joined(separator: "@")
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: " ")
  }
}
