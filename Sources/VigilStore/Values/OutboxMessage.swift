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
  /// The newest revision that the channel wants to hear of, at most `revision`.
  public var owed: Int
  /// What it tells.
  public var content: MessageContent
  /// How often it was refused.
  public var attempts: Int
  /// Who has it already, where it is for several.
  public var reached: Set<String>

  /// Makes a message; `owed` is its revision if it is not given.
  public init(
    id: Int64, channel: String, subject: String, phase: MessagePhase, revision: Int, owed: Int? = nil,
    content: MessageContent, attempts: Int = 0, reached: Set<String> = []
  ) {
    (self.id, self.channel, self.subject, self.phase) = (id, channel, subject, phase)
    (self.revision, self.owed, self.content) = (revision, owed ?? revision, content)
    (self.attempts, self.reached) = (attempts, reached)
  }

  /// What tells it apart from all others, and is the same each time that it is sent, also with a newer state of what goes on.
  public var key: String { "\(subject)-\(owed)" }
}
