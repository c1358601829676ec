public import Foundation
public import VigilCore
public import VigilEvaluation
public import VigilModels
import VigilNetworks

extension ThresholdCalibration {
  /// What a file of the camera holds.
  public func cameraFile(_ result: CalibratedThreshold) -> CameraFile {
    CameraFile(
      configuration.selection, threshold: result.threshold,
      calibration: AlarmCalibrationRecord(result, plan: configuration.plan))
  }

  /// Keeps a threshold in the camera's file, or in the manifest of the model.
  ///
  /// - Parameter stop: Asked for, nothing is stored.
  /// - Returns: the file or the model's folder.
  /// - Throws: `stopped`, or an error of writing.
  public func store(_ result: CalibratedThreshold, stop: StopRequest) throws -> URL {
    // What was said at Ctrl-C must be true up to here.
    try stop.check("ended before the threshold was stored; nothing is stored")
    if let output = configuration.output {
      try cameraFile(result).write(to: output.path)
      return output
    }
    guard let folder = configuration.selection.detectorFolder else {
      preconditionFailure("a calibration has a place")
    }
    var settings = folder.manifest.settings
    settings.threshold = result.threshold
    let record = AlarmCalibrationRecord(result, plan: configuration.plan)
    settings.calibration = (settings.calibration ?? [:]).merging(record.values) { $1 }
    return try folder.changing(settings).url
  }
}
