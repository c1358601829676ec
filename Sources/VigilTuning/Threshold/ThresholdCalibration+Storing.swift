public import Foundation
public import VigilCore
public import VigilEvaluation
public import VigilModels
import VigilNetworks

extension ThresholdCalibration {
  /// The contents of the camera's calibration file.
  public func cameraFile(_ result: CalibratedThreshold) -> CameraFile {
    CameraFile(
      configuration.selection, threshold: result.threshold,
      calibration: AlarmCalibrationRecord(result, settings: configuration.settings))
  }

  /// Stores a threshold in the camera's file, or in the model's manifest.
  ///
  /// - Parameter stop: If requested, nothing is stored.
  /// - Returns: the file, or the model's folder.
  /// - Throws: `stopped`, or an error of writing.
  public func store(_ result: CalibratedThreshold, stop: StopRequest) throws -> URL {
    // The message at Ctrl-C must be true up to here.
    try stop.check("stopped before the threshold was stored; nothing is stored")
    if let output = configuration.output {
      try cameraFile(result).write(to: output.path)
      return output
    }
    guard let folder = configuration.selection.detectorFolder else {
      preconditionFailure("the initialiser checks that there is a place")
    }
    var settings = folder.manifest.settings
    settings.threshold = result.threshold
    let record = AlarmCalibrationRecord(result, settings: configuration.settings)
    settings.calibration = (settings.calibration ?? [:]).merging(record.values) { $1 }
    return try folder.changing(settings).url
  }
}
