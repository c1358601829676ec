import Foundation
import Logging
import VigilCore
import VigilStationConfiguration
import VigilStore

/// What becomes of one camera's model in shadow: its scores are kept and shown, and raise nothing.
struct CameraShadow {
  private var scorer: ShadowScorer

  /// - Parameters:
  ///   - window: Snippets that the detector sees at once.
  ///   - load: Loads the detector of a folder; nil where there can be no shadow.
  init(window: Int, load: ShadowScorer.Load?) { scorer = ShadowScorer(window: window, load: load) }

  /// Takes the next snippet, after the camera's own model.
  ///
  /// - Parameters:
  ///   - sample: The camera's own score of it.
  ///   - features: [crops, size]; nil where those of the snippet before were kept.
  mutating func take(
    _ sample: ScoreSample, _ position: SnippetPosition, _ features: Tensor?, _ setting: CameraDesk.Setting,
    _ notices: inout CameraNotices
  ) async {
    let (name, date, now) = (setting.camera.name, setting.clocks.date(), setting.clocks.now())
    let changes = setting.archive.changes(of: name, at: date)
    let (wanted, former) = (ShadowKeys.folder(in: changes), scorer.head?.name)
    scorer.follow(wanted, at: now)
    let score = await scorer.score(position, features, at: now)
    if let failure = scorer.failure {
      notices.begin(
        CameraNotices.shadow,
        "the model in shadow cannot be used; the camera goes on with its own: \(failure)",
        models: [wanted?.value].compactMap { $0 }, at: date)
    } else {
      notices.end(CameraNotices.shadow, at: date)
    }
    guard let head = scorer.head, let wanted else {
      if former != nil { setting.board.update(name) { $0.shadow = nil } }
      return
    }
    if head.name != former {
      setting.log.notice("a model scores in shadow", metadata: ["model": "\(head.name)"])
      Calibration.note(head.name, inShadowOf: name, as: wanted, in: setting.archive, at: date)
    }
    if let score {
      var other = sample
      other.score = score
      setting.archive.append(other, camera: name, shadow: head.name)
    }
    let status = ShadowStatus(
      name: head.name, score: score, scoreDate: score.map { _ in sample.start },
      thresholds: StandingThresholds(
        setting.camera, changes: ShadowKeys.promoted(changes), model: head.threshold, name: head.name))
    setting.board.update(name) { $0.shadow = status }
  }

  /// The camera was lost: what comes is no continuation.
  mutating func reset() { scorer.reset() }

  /// The reading is over.
  mutating func end() { scorer.end() }
}
