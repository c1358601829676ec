import Foundation
import Logging
import VigilCameraHealth
import VigilCore
import VigilEvidence
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilRecording
import VigilStationConfiguration
import VigilStore

/// Watches one camera for as long as it is wanted, whatever happens to it.
///
/// Nothing that a camera does ends this, and nothing here ends another camera: a source that is lost is connected to again by
/// its reading; what fails otherwise, such as a model that is missing, is told and tried again, less and less often.
struct CameraWatch {
  /// What the cameras of a station share.
  struct Shared {
    var configuration: EngineConfiguration
    var pool: NetworkPool
    var economy: Economy
    var archive: Archive
    var board: StationBoard
    var keepers: EvidenceKeepers
    var views: StoredViews
    var live: LiveCameras
    var features: FeatureRings
    var report: @Sendable (RecordingReport) -> Void
    var clocks: Clocks
    /// In whose time schedules and hours of the day are.
    var calendar: Calendar
    var log: Logger
  }

  /// Delays between attempts after a failure, in seconds: the first, and the longest.
  static let (firstDelay, longestDelay) = (2.0, 300.0)
  /// After so long without a failure, delays begin anew, in seconds.
  static let steadyTime = 600.0

  let settings: CameraSettings
  /// What took the place of the file's model.
  let models: AdoptedModels
  let shared: Shared
  /// Holds what was loaded before this began, until this has loaded it too.
  var ahead: NetworksAhead.Loading?

  /// Watches until `stop` is requested.
  func run(stop: StopRequest) async {
    var log = shared.log
    log[metadataKey: "camera"] = "\(settings.name)"
    let words = CameraReason(settings)
    var notices = CameraNotices(
      camera: settings.name, reason: words, archive: shared.archive, board: shared.board, log: log)
    var delay = Self.firstDelay
    while !stop.isRequested {
      let began = shared.clocks.now()
      let reason: String
      do {
        try await watch(stop: stop, log: log, &notices)
        reason = "the source ended"
      } catch is CancellationError {
        reason = "stopped"
      } catch {
        reason = error.explanation
      }
      if stop.isRequested { break }
      let date = shared.clocks.date()
      let folders = models.steps.map(\.folder)
      shared.board.enter(settings.name, .failed, reason: words.shown(reason, models: folders), at: date)
      notices.begin(
        CameraNotices.failed, "the camera cannot be watched: \(reason)", models: folders, at: date)
      if shared.clocks.now() - began >= Self.steadyTime { delay = Self.firstDelay }
      log.error(
        "the camera cannot be watched", metadata: ["why": "\(reason)", "again in seconds": "\(Int(delay))"])
      let pause = delay * Double.random(in: 0.8...1.2)
      try? await stop.ending { try await Task.sleep(for: .seconds(pause)) }
      delay = min(Self.longestDelay, delay * 2)
    }
    notices.endAll(at: shared.clocks.date())
  }

  /// Scores the camera until it cannot be, or `stop` is requested; ends the notice that it cannot once it is watched.
  private func watch(stop: StopRequest, log: Logger, _ notices: inout CameraNotices) async throws {
    let source = try CameraSource(settings, clocks: shared.clocks)
    let networks = try await networks(stop: stop, log: log)
    ahead?.letGo()
    let (selection, loaded, trouble) = (networks.selection, networks.loaded, networks.trouble)
    if let step = networks.step {
      log.notice("an adopted model takes the place of the file's", metadata: ["model": "\(step.folder)"])
    }
    var detection = DetectionSettings(
      mode: .online, window: settings.window, rules: EventRules(threshold: selection.threshold))
    detection.formsEvents = false
    detection.economy = shared.economy
    let name = selection.recordedName
    Calibration.note(
      name, of: settings.name, isSubstitute: trouble != nil, in: shared.archive, at: shared.clocks.date())
    await shared.archive.refreshChanges()
    let thresholds = thresholds(selection.threshold, name, trouble)
    log.notice(
      "thresholds", metadata: ["alarm": "\(thresholds.alarm)", "review": "\(thresholds.review)"])
    if settings.hasStillGate {
      detection.stillGate = StillGate()
      // What may belong to an event is never kept, also once the thresholds are calibrated.
      detection.highestKeptScore = { [self] in
        self.thresholds(selection.threshold, name, trouble).lowest - EventRules().hysteresis
      }
    }
    let (settings, shared) = (settings, shared)
    var reading = await CameraReading(
      settings, source: source, model: EvidenceManifest.Model(name, selection),
      network: try selection.featureNetwork, threshold: selection.threshold, models: models,
      shadow: { folder in
        try await ShadowHead(
          folder, of: settings, beside: selection, configuration: shared.configuration, pool: shared.pool)
      }, trouble: trouble, shared: shared, log: log)
    let seen = reading
    let copying = source.copied.map { copied in Task { try await copied.run() } }
    // Frames are only looked at where they are masked already.
    func run(_ frames: some FrameSource) async throws {
      let run = DetectionRun(
        source: frames, extractor: loaded.extractor, detectors: loaded.detectors, settings: detection,
        clocks: shared.clocks)
      _ = try await run.run(stop: stop, onFrame: { await seen.see($0) }) { update in
        if update.content.showsWatch { notices.end(CameraNotices.failed, at: shared.clocks.date()) }
        await reading.take(update)
      }
    }
    let result: Result<Void, any Error>
    do {
      if settings.privacy.isEmpty {
        try await run(source.scored)
      } else {
        try await run(MaskedSource(source: source.scored, regions: settings.privacy))
      }
      result = .success(())
    } catch { result = .failure(error) }
    await reading.finish()
    copying?.cancel()
    _ = await copying?.result
    try result.get()
  }

  /// What scores a camera.
  struct Networks {
    var selection: ModelSelection
    var loaded: DetectionNetworks
    /// Its adoption; nil for the file's model.
    var step: AdoptedModels.Step?
    /// Why the newest is not used, and before which step this one is; nil if it is.
    var trouble: AdoptedModels.Trouble?
  }

  /// The networks of the camera: those that took the place of the file's, or of them the newest that can be used.
  ///
  /// A folder that was removed must not leave a camera unwatched.
  func networks(stop: StopRequest, log: Logger) async throws -> Networks {
    var (reasons, unusable): ([String], AdoptedModels.Step?) = ([], nil)
    for step in models.steps.reversed() {
      do {
        let (selection, loaded) = try await load(step, stop: stop, log: log)
        return Networks(
          selection: selection, loaded: loaded, step: step, trouble: AdoptedModels.Trouble(unusable, reasons))
      } catch is CancellationError { throw CancellationError() } catch {
        reasons.append("\(step.folder): \(error.explanation)")
        unusable = step
      }
    }
    let (selection, loaded) = try await load(nil, stop: stop, log: log)
    return Networks(
      selection: selection, loaded: loaded, trouble: AdoptedModels.Trouble(unusable, reasons))
  }

  /// Loads the networks of the file, or with the detector of an adopted model.
  private func load(
    _ step: AdoptedModels.Step?, stop: StopRequest, log: Logger
  ) async throws -> (ModelSelection, DetectionNetworks) {
    let wanted = try settings.selection(detectorOf: step?.folder)
    if let step { try wanted.requireFeatures(of: step) }
    let selection = try shared.configuration.computed(wanted)
    if !selection.isTrained {
      log.warning("the weights are not trained: the scores show the pipeline and mean nothing")
    }
    let networks = try LoadedNetworks(selection, configuration: shared.configuration, pool: shared.pool)
    let detection = DetectionSettings(
      mode: .online, window: settings.window, rules: EventRules(threshold: selection.threshold),
      formsEvents: false)
    if let missing = try? networks.unprepared(detection), !missing.isEmpty {
      log.notice(
        "networks are built for this machine, which can take minutes; vigil models prepare does it ahead",
        metadata: ["networks": "\(missing.map(\.rawValue).joined(separator: ", "))"])
    }
    return (selection, try await stop.ending { try await networks.detection(detection) })
  }

  /// The thresholds as they are now.
  private func thresholds(
    _ modelThreshold: Float, _ model: String, _ trouble: AdoptedModels.Trouble?
  ) -> StandingThresholds {
    let (camera, date) = (settings.name, shared.clocks.date())
    let changes = shared.archive.changes(of: camera, at: date)
    let own = trouble?.step.undone(changes, of: camera) ?? changes
    return StandingThresholds(settings, changes: own, model: modelThreshold, name: model)
  }
}

extension DetectionUpdate.Content {
  /// Whether the camera is watched: it is scored, or lost, which is told by itself.
  fileprivate var showsWatch: Bool {
    switch self {
    case .scored, .lost: true
    case .gap, .extracted, .compared, .event: false
    }
  }
}

extension EvidenceManifest.Model {
  /// Describes the networks of a selection.
  fileprivate init(_ name: String, _ selection: ModelSelection) {
    var networks: [String: String] = [:]
    for network in selection.networks { networks[network.role.rawValue] = network.sha256 }
    self.init(
      name: name, networks: networks, preset: selection.preprocessing.preset.rawValue,
      crops: selection.preprocessing.crops.rawValue)
  }
}
