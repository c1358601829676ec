import Foundation
import GRDB

/// Writes the messages that follow from an event or a notice, in the transaction of the caller.
struct OutboxWriter: Sendable {
  var routes: [OutboxRoute]
  /// The most that waits for one channel; the oldest are given up beyond, and counted.
  var most: Int
  var date: @Sendable () -> Date

  /// What is told to a channel, and how.
  func route(of channel: String) -> OutboxRoute {
    routes.first { $0.channel == channel } ?? OutboxRoute(channel: channel)
  }

  /// An event that was stored.
  ///
  /// - Parameter former: its severity before; nil for a new one.
  func tell(_ event: StoredEvent, former: EventSeverity?, in database: Database) throws {
    for route in routes where route.allows(event.camera) {
      var wasTold = former.map(route.severities.contains) ?? false
      guard wasTold || route.severities.contains(event.severity) else { continue }
      if wasTold, let held = try HeldRow(of: event, from: route.channel, in: database) {
        let hasAlarmHours = route.isOpen(date(), .alarm)
        guard try held.update(event, hasAlarmHours: hasAlarmHours, in: database) == .isNews else { continue }
        wasTold = false
      }
      // Whoever was told to have a look does not know that there is an alarm.
      let isNews =
        !wasTold || former == .review && event.severity == .alarm && route.severities.contains(.alarm)
      let phase: MessagePhase = event.state != .open ? .ended : isNews ? .began : .updated
      try write(
        Draft(
          subject: Self.subject(event), phase: phase, revision: event.revision,
          due: due(event, isNew: isNews, on: route), isNews: isNews),
        .event(event), to: route, in: database)
    }
  }

  /// What a program says of an event. Nobody is woken by it: it goes to those who know of the event, and into messages that wait. That it
  /// failed is told by a notice, once.
  func tellVerdict(on event: StoredEvent, in database: Database) throws {
    let subject = Self.subject(event)
    for route in routes where route.allows(event.camera) {
      let isKnown = try ToldRow.contains(subject, of: route.channel, in: database)
      guard isKnown || route.severities.contains(event.severity) else { continue }
      let wants = route.phases.contains(.judged) && event.verdict?.kind != .failed
      try database.execute(
        sql: """
          UPDATE outbox SET revision = ?, content = ?, owed = CASE WHEN ? THEN ? ELSE owed END
          WHERE channel = ? AND subject = ?
          """,
        arguments: [
          event.revision, try OutboxRow.text(.event(event)), wants, event.revision, route.channel, subject,
        ])
      guard database.changesCount == 0, wants, isKnown else { continue }
      try write(
        Draft(subject: subject, phase: .judged, revision: event.revision, due: date()), .event(event),
        to: route, in: database)
    }
  }

  /// A notice that was stored.
  func tell(_ notice: CameraNotice, in database: Database) throws {
    for route in routes where route.allows(notice.camera) {
      guard let delay = route.healthDelay else { continue }
      // What is over at once, such as a step of the clock, need not be waited for.
      let due = notice.end == nil ? date() + delay : date()
      let phase: MessagePhase = notice.end == nil ? .began : .ended
      try write(
        Draft(subject: Self.subject(notice), phase: phase, revision: 1, due: due), .notice(notice), to: route,
        in: database)
    }
  }

  /// A notice that has ended.
  func tellEnd(of notice: CameraNotice, in database: Database) throws {
    for route in routes where route.allows(notice.camera) && route.healthDelay != nil {
      let subject = Self.subject(notice)
      // It was over before it was worth a message.
      try database.execute(
        sql: "DELETE FROM outbox WHERE channel = ? AND subject = ? AND attempts = 0 AND due > ?",
        arguments: [route.channel, subject, StoredText.date(date())])
      guard database.changesCount == 0,
        try !HeldRow.end(subject, from: route.channel, in: database)
      else { continue }
      try write(
        Draft(subject: subject, phase: .ended, revision: 2, due: date()), .notice(notice), to: route,
        in: database)
    }
  }

  private struct Draft {
    var subject: String
    var phase: MessagePhase
    var revision: Int
    var due: Date
    /// Whether the channel does not know of it, so that it is told of the end at least, if it is over already.
    var isNews = false
  }

  /// At once, or when it has gone unacknowledged for long enough; where the clock was set back since it began, not later than if it began now.
  private func due(_ event: StoredEvent, isNew: Bool, on route: OutboxRoute) -> Date {
    let now = date()
    guard let escalation = route.escalation else { return now }
    return isNew ? now + escalation : min(max(now, event.start + escalation), now + escalation)
  }

  static func subject(_ event: StoredEvent) -> String { "event-\(StoredText.id(event.id))" }

  /// Its number begins anew with the database; its date does not.
  private static func subject(_ notice: CameraNotice) -> String {
    "notice-\(Int64(notice.start.timeIntervalSince1970))-\(notice.id)"
  }

  private func write(
    _ draft: Draft, _ content: MessageContent, to route: OutboxRoute, in database: Database
  ) throws {
    let text = try OutboxRow.text(content)
    let isWanted = route.phases.contains(draft.phase) || draft.isNews && route.phases.contains(.began)
    // Whoever has not heard that it began is told of its newest state as of a beginning, or of its end. News neither waits for the next
    // attempt of what it replaces nor has fewer attempts for it.
    try database.execute(
      sql: """
        UPDATE outbox SET revision = ?, content = ?, owed = CASE WHEN ? THEN ? ELSE owed END,
          phase = CASE WHEN ? = 'ended' THEN 'ended' WHEN ? AND phase = 'updated' THEN 'began' ELSE phase END,
          due = CASE WHEN ? THEN min(due, ?) ELSE due END, attempts = CASE WHEN ? THEN 0 ELSE attempts END
        WHERE channel = ? AND subject = ?
        """,
      arguments: [
        draft.revision, text, isWanted, draft.revision, draft.phase.rawValue, draft.isNews, draft.isNews,
        StoredText.date(draft.due), draft.isNews, route.channel, draft.subject,
      ])
    guard database.changesCount == 0, isWanted else { return }
    try database.execute(
      sql: """
        INSERT INTO outbox (channel, subject, phase, revision, owed, content, due, attempts)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0)
        """,
      arguments: [
        route.channel, draft.subject, draft.phase.rawValue, draft.revision, draft.revision, text,
        StoredText.date(draft.due),
      ])
    try database.execute(
      sql: """
        DELETE FROM outbox WHERE channel = ?
        AND id <= (SELECT id FROM outbox WHERE channel = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
        """, arguments: [route.channel, route.channel, max(1, most)])
    try OutboxRow.count(lost: database.changesCount, of: route.channel, in: database)
  }
}
