public import Foundation
public import VigilModels
public import VigilStationConfiguration
public import VigilStore

extension ShadowComparison {
  /// Compares a camera's model in force and the one in its shadow, this one at the thresholds that it would have if it were adopted now.
  ///
  /// - Returns: nil for a camera in whose shadow no model scores, or none has scored yet.
  /// - Throws: `StoreError`, and what finding the models throws.
  public init?(
    of camera: CameraSettings, in store: StationStore,
    configuration: EngineConfiguration = EngineConfiguration(), at now: Date, calendar: Calendar = .current
  ) throws {
    let changes = try store.changes(at: now).filter { $0.camera == camera.name }
    guard let folder = ShadowKeys.folder(in: changes)?.value, ShadowKeys.model(in: changes) != nil else {
      return nil
    }
    func side(_ folder: String?, thresholds changes: (String) throws -> [RuntimeChange]) throws -> Side {
      let selection = try configuration.computed(camera.selection(detectorOf: folder))
      let name = selection.recordedName
      return Side(
        name,
        StandingThresholds(camera, changes: try changes(name), model: selection.threshold, name: name))
    }
    let present = try side(AdoptedModels(changes).folder) { _ in changes }
    let shadow = try side(folder) { name in
      try Calibration.thresholds(
        of: name, inShadowOf: camera, in: store, at: now, timeZone: calendar.timeZone)
    }
    try self.init(
      camera: camera.name, present: present, shadow: shadow, in: store, at: now, calendar: calendar)
  }
}
