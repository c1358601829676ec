import Foundation
import VigilCore
public import VigilNetworks
public import VigilPreprocessing

extension ModelSelection {
  /// The detector of a folder, with the folder's own extractor, or where it has none with that of other models.
  ///
  /// - Parameters:
  ///   - folder: Gives the detector, the preprocessing and the threshold.
  ///   - models: Folders or names of models, whose detector is left out.
  ///   - preset: in place of the folder's own; nil for that.
  ///   - crops: in place of the folder's own; nil for that.
  /// - Throws: `ModelError` if the folder has no detector, and what finding the models throws.
  public init(
    detectorOf folder: ModelFolder, extractorOf models: [String], preset: Preset? = nil,
    crops: CropCount? = nil
  ) throws {
    guard folder.manifest[.detector] != nil else {
      throw ModelError(.mismatch, "\(folder.url.path) has no detector; name a model that has one")
    }
    self = .empty
    if folder.manifest[.extractor] == nil {
      self = try ModelSelection(named: models)
      networks.removeAll { $0.role == .detector }
    }
    try add(folder)
    preprocessing = Preprocessing(preset ?? preprocessing.preset, crops: crops ?? preprocessing.crops)
  }
}
