/// What a message tells of.
public enum MessageContent: Hashable, Sendable, Codable {
  /// An event, as it was when the message was written.
  case event(StoredEvent)
  /// A notice.
  case notice(CameraNotice)
  /// What was not told by a message each.
  case summary(MessageSummary)
  /// What happened in a week or a day.
  case period(PeriodSummary)
}

/// What a message is about, of which each can have hours of its own.
public enum MessageKind: String, Hashable, Sendable, CaseIterable {
  /// An event that is worth waking somebody.
  case alarm
  /// An event that is worth a look.
  case review
  /// What is wrong with a camera or the station.
  case fault
}

extension MessageContent {
  /// What it is about; nil for what tells of several.
  var kind: MessageKind? {
    switch self {
    case .event(let event): event.severity == .alarm ? .alarm : .review
    case .notice: .fault
    case .summary, .period: nil
    }
  }
}

/// A message to one channel that waits to be delivered: one for each event or notice.
public struct OutboxMessage: Hashable, Sendable, Identifiable {
  /// Its number in the database.
  public var id: Int64
  /// The channel's name.
  public var channel: String
  /// What it is about, the same in all its messages: `event-…`, `notice-…`, `summary-…` or `period-…`.
  public var subject: String
  /// How far that is.
  public var phase: MessagePhase
  /// Rises with every change of what it tells.
  public var revision: Int
  /// What it tells.
  public var content: MessageContent
  /// How often it was refused.
  public var attempts: Int

  /// Makes a message.
  public init(
    id: Int64, channel: String, subject: String, phase: MessagePhase, revision: Int, content: MessageContent,
    attempts: Int = 0
  ) {
    (self.id, self.channel, self.subject, self.phase) = (id, channel, subject, phase)
    (self.revision, self.content, self.attempts) = (revision, content, attempts)
  }

  /// What tells it apart from all others, and is the same each time that it is sent.
  public var key: String { "\(subject)-\(revision)" }
}
