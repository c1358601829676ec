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
    var live: LiveCamera
    /// What took the place of the file's model when the reading began.
    var models: AdoptedModels
    var clocks: Clocks
    var calendar: Calendar
    var log: Logger
  }

  /// An event that goes on without a new peak is written so often, in seconds.
  static let eventInterval = 5.0

  private let setting: Setting
  private let model: String
  /// Why another model is not used; nil where the newest is.
  private let trouble: AdoptedModels.Trouble?
  private let eyes: CameraEyes
  private let keeper: EvidenceKeeper
  private let source: CameraSource
  private let reason: CameraReason
  private var events: CameraEvents
  private var notices: CameraNotices
  private var lastWritten: (event: StoredEvent, at: Double)?
  /// The crops of the peak of the event that goes on.
  private var peakCrops: [EventCrop] = []
  /// The end of the newest snippet of the event that goes on, on the stream's timeline.
  private var lastEnd: Double?
  private var lateReports = 0
  private var wasConnected = false
  private var view: ViewKeeper
  /// Whether the camera had been moved when it was last watched, which is still to be told.
  private var wasMoved: Bool
  private var damage = DamageWatch()
  /// Nil where none are kept.
  private var features: FeatureKeeper?
  private var shadow: CameraShadow
  /// The thresholds of the newest moment.
  private var thresholds: StandingThresholds?

  init(
    _ setting: Setting, model: String, source: CameraSource, eyes: CameraEyes, keeper: EvidenceKeeper,
    features: FeatureKeeper?, shadow: CameraShadow, view: ViewKeeper, wasMoved: Bool,
    trouble: AdoptedModels.Trouble?
  ) {
    (self.features, self.shadow) = (features, shadow)
    (self.setting, self.source, self.eyes, self.keeper) = (setting, source, eyes, keeper)
    (self.model, self.trouble, self.view, self.wasMoved) = (model, trouble, view, wasMoved)
    let rules = EventRules(
      threshold: setting.modelThreshold, maximumLength: setting.camera.longestEvent.value)
    events = CameraEvents(
      camera: setting.camera.name, model: model, rules: rules, calendar: setting.calendar)
    reason = CameraReason(setting.camera)
    notices = CameraNotices(
      camera: setting.camera.name, reason: reason, archive: setting.archive, board: setting.board,
      log: setting.log)
    if let trouble {
      notices.begin(
        CameraNotices.model, trouble.message, models: setting.models.steps.map(\.folder),
        at: setting.clocks.date())
    }
  }

  private var name: String { setting.camera.name }

  /// Handles the next update of the run.
  mutating func take(_ update: DetectionUpdate) async {
    await tell(source.scored.status)
    switch update.content {
    case .scored(let score): await take(score, update)
    case .lost(let loss):
      await finishEvents()
      let now = setting.clocks.now()
      features?.interrupt(at: now)
      shadow.reset()
      setting.board.enter(name, .lost, reason: reason.shown(loss.message), at: setting.clocks.date())
      notices.begin("offline", loss.message, at: setting.clocks.date())
    case .gap:
      shadow.reset()
      await eyes.noteReconnection()
      notices.end("offline", at: setting.clocks.date())
    case .extracted, .compared, .event: break
    }
  }

  /// Ends the reading.
  mutating func finish() async {
    await finishEvents()
    shadow.end()
    await view.keep(eyes.view, at: setting.clocks.now(), isUrgent: true)
    notices.endAll(at: setting.clocks.date())
  }

  // MARK: Scores and events

  private mutating func take(_ score: SnippetScore, _ update: DetectionUpdate) async {
    let (date, now) = (setting.clocks.date(), setting.clocks.now())
    let moment = await moment(at: date, change: update.change)
    let position = score.position
    let sample = ScoreSample(
      start: position.date ?? date, duration: max(0, position.end - position.start), score: score.score,
      isStill: update.isKept)
    setting.archive.append(sample, camera: name)
    features?.take(sample, update.features, at: now)
    // Of this snippet alone, so it is no standing of the camera.
    var judged = moment
    if score.score >= moment.thresholds.alarm.score(at: date, calendar: setting.calendar),
      let reason = features?.reasonForReview()
    {
      judged.standing.reasons.append(reason)
    }
    let crops = EventCrop.all(of: score, update.crops)
    for event in events.add(score, judged) { await note(event, score.position, crops) }
    let isQuiet =
      events.current == nil && score.score < moment.thresholds.begin(at: date, calendar: setting.calendar)
    features?.settle(isQuiet: isQuiet, at: now)
    setting.board.enter(name, .watching, at: date)
    let (source, open) = (source, events.current)
    let offset = source.offset(origin: await eyes.timelineOrigin)?.seconds ?? 0
    setting.live.setOffset(offset)
    // Scores may come late, and an event that begins with the next of them has its pre-roll all the same.
    if let ring = source.ring {
      ring.hold(from: position.start + offset - ring.seconds + CameraSource.margin)
    }
    setting.board.update(name) { status in
      (status.score, status.scoreDate) = (score.score, sample.start)
      status.scoreSpan = position.start + offset...max(position.start, position.end) + offset
      (status.latency, status.queueWait) = (update.timing?.latency, update.timing?.queueWait)
      (status.counts, status.openEvent) = (update.counts, open?.id)
      status.hasAlarm = open?.severity == .alarm
      status.snippets += 1
      (status.source, status.ring) = (source.scored.status, source.ring?.status)
      (status.thresholds, status.standing) = (moment.thresholds, moment.standing.reasons)
      status.model = model
    }
    // Last: no alarm waits for it.
    await shadow.take(sample, position, update.features, setting, &notices)
  }

  private mutating func moment(at date: Date, change: SnippetChange?) async -> CameraEvents.Moment {
    let changes = setting.archive.changes(of: name, at: date)
    await acceptView(changes, at: date)
    var standing = Standing(setting.camera, changes: changes, at: date, calendar: setting.calendar)
    if let settling = await eyes.settling { standing.reasons.append(settling) }
    let zones = setting.camera.zones
    let polygons = zones.map { $0.corners.map { SIMD2($0.x, $0.y) } }
    if !zones.isEmpty, let change, change.changedFraction(inside: polygons) == 0 {
      standing.reasons.append("nothing changed in the zones")
    }
    return CameraEvents.Moment(thresholds: thresholds(changes), standing: standing, date: date)
  }

  /// The thresholds now. Once another model is to take this one's place they stay as they were: those that are kept then are of that.
  private mutating func thresholds(_ changes: [RuntimeChange]) -> StandingThresholds {
    if let thresholds, AdoptedModels(changes) != setting.models { return thresholds }
    let own = trouble?.step.undone(changes, of: name) ?? changes
    let found = StandingThresholds(
      setting.camera, changes: own, model: setting.modelThreshold, name: model)
    thresholds = found
    return found
  }

  private mutating func finishEvents() async {
    let date = setting.clocks.date()
    let moment = CameraEvents.Moment(
      thresholds: thresholds(setting.archive.changes(of: name, at: date)), standing: Standing(), date: date)
    for event in events.finish(moment) { await note(event, nil) }
    setting.board.update(name) { ($0.openEvent, $0.hasAlarm) = (nil, false) }
  }

  /// Writes an event, tells of it, and has its clip begin, go on or end.
  ///
  /// - Parameter crops: Those of the newest snippet.
  private mutating func note(
    _ event: StoredEvent, _ position: SnippetPosition?, _ crops: [EventCrop] = []
  ) async {
    let (isNew, isAlarm) = (event.revision == 1, event.severity == .alarm)
    let wasAlarm = !isNew && lastWritten?.event.severity == .alarm
    let hasNewPeak = isNew || event.peakScore > (lastWritten?.event.peakScore ?? 0)
    if hasNewPeak { peakCrops = crops }
    let now = setting.clocks.now()
    let isDue = lastWritten.map { now - $0.at >= Self.eventInterval } ?? true
    let news: String? = isAlarm && !wasAlarm ? "alarm" : isNew ? "event for review" : nil
    if isNew || event.state != .open || hasNewPeak || isAlarm != wasAlarm || isDue {
      // Nobody hears of what is not stored.
      setting.archive.record(event, crops: peakCrops) { [log = setting.log] in
        if let news { Self.tell(news, event, log) }
        if event.state != .open { Self.tell("event over", event, log) }
      }
      lastWritten = (event, now)
    }
    // After the event, whose features they are.
    features?.note(event)
    setting.board.update(name) { status in
      if isNew { status.events += 1 }
      if isAlarm, !wasAlarm { status.alarms += 1 }
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
      await keeper.finish(event, end: lastEnd)
      lastWritten = nil
    }
  }

  private static func tell(_ text: String, _ event: StoredEvent, _ log: Logger) {
    var metadata: Logger.Metadata = [
      "event": "\(event.id.uuidString.prefix(8).lowercased())", "score": "\(event.peakScore)",
      "start": "\(event.start.ISO8601Format())",
    ]
    if !event.reasons.isEmpty { metadata["no alarm"] = "\(event.reasons.joined(separator: ", "))" }
    log.notice("\(text)", metadata: metadata)
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
    damage.note(status.undecodableFrames, at: setting.clocks.now())
    if damage.isDamaged {
      notices.begin(
        "damaged",
        "pictures arrive damaged and are left out; check the network and its cables, or give transport: tcp",
        at: date)
    } else {
      notices.end("damaged", at: date)
    }
    if wasMoved {
      wasMoved = false
      notices.begin(
        Self.moved, "the camera still shows another view than it was calibrated for", at: date)
    }
    let seen = await eyes.takeChanges()
    for change in seen {
      switch change.phase {
      case .began:
        notices.begin(change.kind.rawValue, change.message, at: date)
        if change.kind == .moved { noteView("moved", at: date) }
        if change.kind.isMomentary { notices.end(change.kind.rawValue, at: date) }
      case .ended:
        if change.kind == .moved { noteView(nil, at: date) }
        notices.end(change.kind.rawValue, at: date)
      }
    }
    await view.keep(
      eyes.view, at: setting.clocks.now(), isUrgent: seen.contains { $0.kind == .moved })
    tellOfRecording(at: date)
  }

  private static let moved = ViewChange.Kind.moved.rawValue

  /// Takes the view of a moved camera for the right one, once its thresholds are of that view or are to be found anew.
  ///
  /// The time of the move stays noted: scores from before it are of another view.
  private mutating func acceptView(_ changes: [RuntimeChange], at date: Date) async {
    guard StandingThresholds.isViewAccepted(changes), await eyes.acceptView() else { return }
    wasMoved = false
    notices.end(Self.moved, at: date)
    await view.keep(eyes.view, at: setting.clocks.now(), isUrgent: true)
  }

  /// Notes that the camera was moved, or is back, which decides whether its thresholds still hold.
  private func noteView(_ view: String?, at date: Date) {
    let change = RuntimeChange(
      camera: name, key: StandingThresholds.viewKey, value: view, by: "the camera's view", at: date)
    setting.archive.post { try $0.set(change) }
  }

  private mutating func tellOfRecording(at date: Date) {
    if let refusal = source.ring?.status.refusal {
      notices.begin("recording", "nothing is recorded: \(refusal)", at: date)
    } else {
      notices.end("recording", at: date)
    }
    if case .lost(let reason) = source.copied?.status.connection {
      notices.begin("main stream", reason, at: date)
    } else {
      notices.end("main stream", at: date)
    }
  }
}
