import Foundation
import VigilNetworks
import VigilPreprocessing

/// The threshold of a run and where it came from: the user, a camera's file or the model.
public struct ResolvedThreshold: Sendable {
  /// The score from which on a snippet is abnormal.
  public var value: Float
  /// How results describe it.
  public var source: String
  /// The basis of the threshold, if it was calibrated.
  public var calibration: AlarmCalibrationRecord?

  /// Takes the threshold that was given, else that of a camera's file, else the model's.
  ///
  /// - Throws: `unreadable` or `mismatch` for a file that is not of these networks.
  public init(given: Float?, calibration path: String?, selection: ModelSelection) throws {
    if let given {
      (value, source) = (given, "as given")
    } else if let path {
      let file = try CameraFile(reading: path, for: selection)
      value = Float(file.threshold)
      source = "\(file.calibration.rate) in \(URL(filePath: path).lastPathComponent)"
      calibration = file.calibration
    } else if let folder = selection.detectorFolder {
      value = selection.threshold
      let settings = folder.manifest.settings
      // Scores of other crops have another alarm rate.
      let values =
        selection.preprocessing == settings.preprocessing ? settings.calibration : nil
      let stored = values.flatMap(AlarmCalibrationRecord.init(values:))
      calibration = stored
      source = (stored.map { "\($0.rate) in " } ?? "the threshold of ") + folder.url.lastPathComponent
    } else {
      (value, source) = (selection.threshold, "the default threshold")
    }
  }
}
