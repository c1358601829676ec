import Foundation
import Logging
import VigilCameraHealth
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilStationConfiguration
import VigilStore

/// Turns what happens in one reading of a camera into scores, events, clips and notices.
struct CameraDesk {
  /// What all readings of a camera share.
  struct Setting {
    var camera: CameraSettings
    /// The model's threshold.
    var modelThreshold: Float
    var archive: Archive
    var board: StationBoard
    var clocks: Clocks
    var calendar: Calendar
    var log: Logger
  }

  /// The time between two looks at what was changed at run time, in seconds.
  static let changesInterval = 2.0
  /// An event that goes on without a new peak is written so often, in seconds.
  static let eventInterval = 5.0

  private let setting: Setting
  private let model: String
  private let eyes: CameraEyes
  private let keeper: EvidenceKeeper
  private let source: CameraSource
  private var events: CameraEvents
  private var notices: CameraNotices
  private var changes: [RuntimeChange] = []
  private var changesRead = -Double.infinity
  private var lastWritten: (event: StoredEvent, at: Double)?
  /// The end of the newest snippet of the event that goes on, on the stream's timeline.
  private var lastEnd: Double?
  private var lateReports = 0
  private var wasConnected = false

  init(
    _ setting: Setting, model: String, source: CameraSource, eyes: CameraEyes, keeper: EvidenceKeeper
  ) {
    (self.setting, self.source, self.eyes, self.keeper) = (setting, source, eyes, keeper)
    self.model = model
    let rules = EventRules(
      threshold: setting.modelThreshold, maximumLength: setting.camera.longestEvent.value)
    events = CameraEvents(
      camera: setting.camera.name, model: model, rules: rules, calendar: setting.calendar)
    notices = CameraNotices(
      camera: setting.camera.name, archive: setting.archive, board: setting.board, log: setting.log)
  }

  private var name: String { setting.camera.name }

  /// Handles the next update of the run.
  mutating func take(_ update: DetectionUpdate) async {
    await tell(source.scored.status)
    switch update.content {
    case .scored(let score): await take(score, update)
    case .lost(let loss):
      await finishEvents()
      setting.board.enter(name, .lost, reason: loss.message, at: setting.clocks.date())
      await notices.begin("offline", loss.message, at: setting.clocks.date())
    case .gap:
      await eyes.noteReconnection()
      await notices.end("offline", at: setting.clocks.date())
    case .extracted, .compared, .event: break
    }
  }

  /// Ends the reading.
  mutating func finish() async {
    await finishEvents()
    await notices.endAll(at: setting.clocks.date())
  }

  // MARK: Scores and events

  private mutating func take(_ score: SnippetScore, _ update: DetectionUpdate) async {
    let date = setting.clocks.date()
    let moment = await moment(at: date, change: update.change)
    let position = score.position
    let sample = ScoreSample(
      start: position.date ?? date, duration: max(0, position.end - position.start), score: score.score,
      isStill: update.isKept)
    await setting.archive.append(sample, camera: name)
    for event in events.add(score, moment) { await note(event, score.position) }
    setting.board.enter(name, .watching, at: date)
    let (source, open) = (source, events.current?.id)
    setting.board.update(name) { status in
      (status.score, status.scoreDate) = (score.score, sample.start)
      (status.latency, status.queueWait) = (update.timing?.latency, update.timing?.queueWait)
      (status.counts, status.openEvent) = (update.counts, open)
      status.snippets += 1
      (status.source, status.ring) = (source.scored.status, source.ring?.status)
      (status.thresholds, status.standing) = (moment.thresholds, moment.standing.reasons)
    }
  }

  private mutating func moment(at date: Date, change: SnippetChange?) async -> CameraEvents.Moment {
    let now = setting.clocks.now()
    if now - changesRead >= Self.changesInterval {
      changesRead = now
      let name = name
      if let read = await setting.archive.attempt({ try $0.changes(at: date) }) {
        changes = read.filter { $0.camera == name }
      }
    }
    var standing = Standing(setting.camera, changes: changes, at: date, calendar: setting.calendar)
    if let settling = await eyes.settling { standing.reasons.append(settling) }
    let zones = setting.camera.zones
    let polygons = zones.map { $0.corners.map { SIMD2($0.x, $0.y) } }
    if !zones.isEmpty, let change, change.changedFraction(inside: polygons) == 0 {
      standing.reasons.append("nothing changed in the zones")
    }
    return CameraEvents.Moment(
      thresholds: StandingThresholds(
        setting.camera, changes: changes, model: setting.modelThreshold, name: model),
      standing: standing, date: date)
  }

  private mutating func finishEvents() async {
    let date = setting.clocks.date()
    let moment = CameraEvents.Moment(
      thresholds: StandingThresholds(
        setting.camera, changes: changes, model: setting.modelThreshold, name: model),
      standing: Standing(), date: date)
    for event in events.finish(moment) { await note(event, nil) }
    setting.board.update(name) { $0.openEvent = nil }
  }

  /// Writes an event, tells of it, and has its clip begin, go on or end.
  private mutating func note(_ event: StoredEvent, _ position: SnippetPosition?) async {
    let (isNew, isAlarm) = (event.revision == 1, event.severity == .alarm)
    let wasAlarm = !isNew && lastWritten?.event.severity == .alarm
    let hasNewPeak = isNew || event.peakScore > (lastWritten?.event.peakScore ?? 0)
    let now = setting.clocks.now()
    let isDue = lastWritten.map { now - $0.at >= Self.eventInterval } ?? true
    if isNew || event.state != .open || hasNewPeak || isAlarm != wasAlarm || isDue {
      await setting.archive.record(event)
      lastWritten = (event, now)
    }
    if isAlarm, !wasAlarm {
      tell("alarm", event)
    } else if isNew {
      tell("event for review", event)
    }
    if isNew { lastEnd = position?.end }
    if isNew, let position { await keeper.begin(event, at: position, origin: await eyes.timelineOrigin) }
    if hasNewPeak, let position, let picture = await eyes.picture(of: position) {
      await keeper.keep(picture, of: event)
    }
    if event.state == .open, let position {
      lastEnd = position.end
      await keeper.extend(event, to: position.end)
    } else if event.state != .open {
      tell("event over", event)
      await keeper.finish(event, end: lastEnd)
      lastWritten = nil
    }
  }

  private func tell(_ text: Logger.Message, _ event: StoredEvent) {
    var metadata: Logger.Metadata = [
      "event": "\(event.id.uuidString.prefix(8).lowercased())", "score": "\(event.peakScore)",
      "start": "\(event.start.ISO8601Format())",
    ]
    if !event.reasons.isEmpty { metadata["no alarm"] = "\(event.reasons.joined(separator: ", "))" }
    setting.log.notice(text, metadata: metadata)
  }

  // MARK: The camera's health

  private mutating func tell(_ status: SourceStatus) async {
    let date = setting.clocks.date()
    if !wasConnected, let facts = status.facts {
      wasConnected = true
      setting.log.notice(
        "connected", metadata: ["codec": "\(facts.codec)", "picture": "\(facts.width)x\(facts.height)"])
    }
    if status.lateReports > lateReports {
      lateReports = status.lateReports
      setting.log.warning(
        "the camera sends faster than this machine decodes: skipping to key frames",
        metadata: ["skipped frames": "\(status.lateFrames)"])
    }
    for change in await eyes.takeChanges() {
      switch change.phase {
      case .began:
        await notices.begin(change.kind.rawValue, change.message, at: date)
        if change.kind == .moved { await noteView("moved", at: date) }
        if change.kind.isMomentary { await notices.end(change.kind.rawValue, at: date) }
      case .ended:
        if change.kind == .moved { await noteView(nil, at: date) }
        await notices.end(change.kind.rawValue, at: date)
      }
    }
    await tellOfRecording(at: date)
  }

  /// Notes that the camera was moved, or is back, which decides whether its thresholds still hold.
  private func noteView(_ view: String?, at date: Date) async {
    let change = RuntimeChange(
      camera: name, key: StandingThresholds.viewKey, value: view, by: "the camera's view", at: date)
    _ = await setting.archive.attempt { try $0.set(change) }
  }

  private mutating func tellOfRecording(at date: Date) async {
    if let refusal = source.ring?.status.refusal {
      await notices.begin("recording", "nothing is recorded: \(refusal)", at: date)
    } else {
      await notices.end("recording", at: date)
    }
    if case .lost(let reason) = source.copied?.status.connection {
      await notices.begin("main stream", reason, at: date)
    } else {
      await notices.end("main stream", at: date)
    }
  }
}
