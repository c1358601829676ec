import Foundation
import VigilNetworks
import VigilPreprocessing

/// The threshold of a run and where it came from: the user, a camera's file or the model.
struct ThresholdChoice {
  var value: Float
  /// How results describe it.
  var source: String
  /// The basis of the threshold, if it was calibrated.
  var calibration: StoredCalibration?

  init(given: Float?, calibration path: String?, selection: ModelSelection) throws {
    if let given {
      (value, source) = (given, "as given")
    } else if let path {
      let file = try CameraFile(reading: path, for: selection)
      let calibration = StoredCalibration(values: file.calibration)
      value = Float(file.threshold)
      source = "\(calibration.rate) in \(URL(filePath: path).lastPathComponent)"
      self.calibration = calibration
    } else if let folder = selection.detectorFolder {
      value = selection.threshold
      let settings = folder.manifest.settings
      // Scores of other crops have another alarm rate.
      let values =
        selection.recipe.name == "\(settings.preset)/\(settings.crops)" ? settings.calibration : nil
      let stored = values?["alarms_per_day"].flatMap { _ in values.map(StoredCalibration.init(values:)) }
      calibration = stored
      source = (stored.map { "\($0.rate) in " } ?? "the threshold of ") + folder.url.lastPathComponent
    } else {
      (value, source) = (selection.threshold, "the default threshold")
    }
  }
}
