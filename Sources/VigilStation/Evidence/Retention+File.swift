import VigilRecording
import VigilStationConfiguration
import VigilStore

extension Retention {
  /// The rules of a station's file.
  ///
  /// Of a camera whose section is wrong nothing goes by its age: nobody knows how long it is to be kept. Of one that is no longer in
  /// the file what stands there for all cameras holds, unless a section without a right name may be its own.
  init(_ folder: RecordingFolder, _ file: StationFile) {
    var cameras: [String: RetentionRules] = [:]
    for mistake in file.cameraMistakes {
      if let name = mistake.camera { cameras[name] = RetentionRules() }
    }
    for camera in file.cameras { cameras[camera.name] = RetentionRules(camera) }
    self.init(
      folder, rules: file.cameraNames == nil ? RetentionRules() : RetentionRules(file.shared),
      cameras: cameras,
      room: RetentionRoom(
        most: file.station.most.map { Int64($0.value) }, free: Int64(file.station.free.value)))
  }

  /// After how many seconds the rows of events go, and of which cameras; those that are not there stay.
  var eventAges: [(cameras: EventCameras, age: Double)] {
    let own = cameras.compactMap { name, rules in
      rules.keepEvents.map { (cameras: EventCameras.only(name), age: $0) }
    }
    return own + (rules.keepEvents.map { [(.allBut(Set(cameras.keys)), $0)] } ?? [])
  }
}

extension RetentionRules {
  /// Those of a camera.
  fileprivate init(_ camera: CameraSettings) {
    self.init(keep: camera.keep.value, keepEvents: camera.keepEvents.value)
  }
}
