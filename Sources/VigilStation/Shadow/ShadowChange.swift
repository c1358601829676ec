public import Foundation
import VigilCore
public import VigilModels
import VigilNetworks
import VigilPreprocessing
public import VigilStationConfiguration
import VigilStore

/// Changes which model a camera has, and which one runs in its shadow, also while the station runs.
///
/// All that can be checked is checked before anything is changed.
public struct ShadowChange {
  /// The station's file.
  public let file: StationFile
  /// How networks run.
  public let configuration: EngineConfiguration
  private let by: String
  private let date: Date
  private let timeZone: TimeZone

  /// - Parameters:
  ///   - by: Who changes it.
  ///   - date: When.
  ///   - timeZone: Where hours of the day are counted.
  public init(
    _ file: StationFile, by: String, at date: Date,
    configuration: EngineConfiguration = EngineConfiguration(),
    timeZone: TimeZone = .current
  ) {
    (self.file, self.by, self.date) = (file, by, date)
    (self.configuration, self.timeZone) = (configuration, timeZone)
  }

  private var place: URL { URL(filePath: file.station.folder) }

  /// Has a model score in the shadow of cameras.
  ///
  /// - Parameters:
  ///   - cameras: Their names; none for all that are watched.
  ///   - model: The folder of the model, or its name.
  /// - Returns: a line for each camera.
  /// - Throws: `StationFileError` for a camera that there is not; `ModelError` and `NetworksError` for a model that cannot be used, or is
  ///   for other features; `StoreError`.
  public func shadow(_ cameras: [String], by model: String) throws -> [String] {
    let folder = try ModelLibrary().folder(model)
    let path = folder.url.standardizedFileURL.absoluteURL.path
    let changes = try changes
    let chosen = try chosen(cameras)
    for camera in chosen {
      let own = changes.filter { $0.camera == camera.name }
      let (present, other) = (try selection(AdoptedModels(own).folder, camera), try selection(path, camera))
      try other.requireFeatures(of: present, camera: camera.name)
      guard other.recordedName != present.recordedName else {
        throw ModelError(.mismatch, "\(path) is the model that \(camera.name) has already")
      }
    }
    // Weights are read only now, once: a damaged file is better found here than at the camera.
    _ = try folder.detector()
    // What another one was calibrated to is not this one's.
    let all = chosen.flatMap { camera in
      [change(camera, ShadowKeys.folder, path)]
        + ShadowKeys.all.dropFirst().map { change(camera, $0, nil) }
    }
    try StationStore.set(all, besideStationIn: place)
    return chosen.map { "\($0.name): \(path) scores in shadow" }
  }

  /// Ends the shadow of cameras.
  ///
  /// - Returns: a line for each camera that had one.
  /// - Throws: as above; `StationError` if none had one.
  public func stop(_ cameras: [String]) throws -> [String] {
    let chosen = try shadowed(cameras)
    let all = chosen.flatMap { camera, _ in ShadowKeys.all.map { change(camera, $0, nil) } }
    try StationStore.set(all, besideStationIn: place)
    return chosen.map { "\($0.0.name): \($0.folder) no longer scores in shadow" }
  }

  /// Puts the models in the shadows of cameras in the place of their own.
  ///
  /// Their thresholds are those that their own scores in shadow give, at the rates of the file; until there is enough of them, the model's.
  ///
  /// - Returns: lines for each camera, with the thresholds and what they are from.
  /// - Throws: as above, and `StationError` for a named camera without a shadow.
  public func adopt(_ cameras: [String]) throws -> [String] {
    let changes = try changes
    var (lines, all): ([String], [RuntimeChange]) = ([], [])
    let chosen = try shadowed(cameras)
    for (camera, folder) in chosen {
      let own = changes.filter { $0.camera == camera.name }
      var models = AdoptedModels(own)
      let present = try selection(models.folder, camera)
      let next = try selection(folder, camera)
      try next.requireFeatures(of: present, camera: camera.name)
      try verify(ModelFolder(reading: URL(filePath: folder)))
      let store = try StationStore(reading: place)
      let found = try Calibration.thresholds(
        of: next.recordedName, inShadowOf: camera, in: store, at: date, timeZone: timeZone)
      try store.close()
      models.adopt(
        folder, featureNetwork: try camera.selection(detectorOf: folder).featureNetwork, own)
      let thresholds = StandingThresholds(
        camera, changes: found, model: next.threshold, name: next.recordedName)
      all.append(change(camera, AdoptedModels.key, models.text))
      all += ShadowKeys.all.map { change(camera, $0, nil) } + found
      lines += [
        "\(camera.name): \(folder) is the model from now on",
        "  alarms from \(thresholds.alarm)", "  reviews from \(thresholds.review)",
      ]
      lines += Self.warnings(camera, found, next)
    }
    try StationStore.set(all, besideStationIn: place)
    return lines
  }

  /// What is to be known where the file gives thresholds: they hold for every model, and were chosen for one.
  private static func warnings(
    _ camera: CameraSettings, _ found: [RuntimeChange], _ model: ModelSelection
  ) -> [String] {
    let given = [("threshold:", camera.threshold), ("review_threshold:", camera.reviewThreshold)].filter {
      $0.1 != nil
    }
    guard !given.isEmpty else { return [] }
    var free = camera
    (free.threshold, free.reviewThreshold) = (nil, nil)
    let own = StandingThresholds(free, changes: found, model: model.threshold, name: model.recordedName)
    let names = given.map(\.0).joined(separator: " and ")
    return [
      "  warning: \(names) of the file \(given.count == 1 ? "was" : "were") chosen for the other model, and scores of two models have only "
        + "their order in common: take \(given.count == 1 ? "it" : "them") out of the file, or choose anew",
      "  without \(given.count == 1 ? "it" : "them"): alarms from \(own.alarm); reviews from \(own.review)",
    ]
  }

  /// Goes back to the models that cameras had before, with the thresholds that these had.
  ///
  /// - Returns: a line for each camera.
  /// - Throws: as above, and `StationError` for a named camera that has the file's model, or if all have.
  public func revert(_ cameras: [String]) throws -> [String] {
    let changes = try changes
    let chosen = try chosen(cameras).filter { camera in
      let hasOther = !AdoptedModels(changes.filter { $0.camera == camera.name }).steps.isEmpty
      guard hasOther || cameras.isEmpty else {
        throw StationError(
          .settings, "\(camera.name) has the file's model; there is none before it to go back to")
      }
      return hasOther
    }
    guard !chosen.isEmpty else {
      throw StationError(.settings, "all cameras have the file's models; there are none to go back to")
    }
    var all: [RuntimeChange] = []
    let lines = chosen.map { camera in
      var models = AdoptedModels(changes.filter { $0.camera == camera.name })
      let former = models.folder ?? ""
      let thresholds = models.revert(camera.name) ?? []
      all += [change(camera, AdoptedModels.key, models.text)] + thresholds
      let model = models.folder ?? "\(camera.model.written), which the file gives,"
      return "\(camera.name): \(model) is the model again, in place of \(former)"
    }
    try StationStore.set(all, besideStationIn: place)
    return lines
  }

  // MARK: What there is

  private var changes: [RuntimeChange] {
    get throws {
      let store = try StationStore(reading: place)
      defer { try? store.close() }
      return try store.changes(at: date)
    }
  }

  private func chosen(_ cameras: [String]) throws -> [CameraSettings] {
    try file.check(cameras: cameras)
    return cameras.isEmpty
      ? file.cameras.filter(\.isEnabled) : file.cameras.filter { cameras.contains($0.name) }
  }

  private func shadowed(_ cameras: [String]) throws -> [(CameraSettings, folder: String)] {
    let changes = try changes
    let found = try chosen(cameras).compactMap { camera -> (CameraSettings, folder: String)? in
      if let folder = ShadowKeys.folder(in: changes.filter { $0.camera == camera.name })?.value {
        return (camera, folder)
      }
      guard cameras.isEmpty else {
        throw StationError(
          .settings,
          "no model scores in the shadow of \(camera.name); vigil cameras shadow FILE --model FOLDER starts one"
        )
      }
      return nil
    }
    guard !found.isEmpty else {
      throw StationError(
        .settings,
        "no model scores in the shadow of any camera; vigil cameras shadow FILE --model FOLDER starts one")
    }
    return found
  }

  private func selection(_ folder: String?, _ camera: CameraSettings) throws -> ModelSelection {
    try configuration.computed(camera.selection(detectorOf: folder))
  }

  /// Reads the weights that the camera is going to have from a folder.
  private func verify(_ folder: ModelFolder) throws {
    _ = try folder.detector()
    guard folder.manifest[.extractor] != nil else { return }
    let preprocessing = folder.manifest.settings.preprocessing
    _ = try folder.extractor(
      frames: SnippetPosition.framesPerSnippet, frameHeight: preprocessing.cropHeight,
      frameWidth: preprocessing.cropWidth)
  }

  private func change(_ camera: CameraSettings, _ key: String, _ value: String?) -> RuntimeChange {
    RuntimeChange(camera: camera.name, key: key, value: value, by: by, at: date)
  }
}
