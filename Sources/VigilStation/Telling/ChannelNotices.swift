import Logging
import Synchronization
import VigilCore
import VigilNotify
import VigilStore

/// Says which channels people cannot be told by, in the log and in the database, from its beginning to its end.
final class ChannelNotices: Sendable {
  private let archive: Archive
  private let clocks: Clocks
  private let log: Logger
  private let open = Mutex<[String: NoticeTicket]>([:])

  /// The kind of the notices.
  static let kind = StationStore.messageKind

  init(archive: Archive, clocks: Clocks, log: Logger) {
    (self.archive, self.clocks, self.log) = (archive, clocks, log)
  }

  /// Takes note of how a channel fares.
  func note(_ report: NotifyReport) {
    switch report {
    case .failing(let channel, let reason):
      begin(channel, "messages to \(channel) wait, and are sent again", reason)
    case .incomplete(let channel, let reason):
      begin(channel, "messages to \(channel) do not reach all whom they are for", reason)
    case .recovered(let channel):
      log.notice("messages get through again", metadata: ["channel": "\(channel)"])
      end(channel)
    case .disabled(let channel, var reason):
      reason.text += "; correct its url in the file, or remove it"
      begin(channel, "nothing is sent to \(channel) any more", reason)
    case .left(let channel): end(channel)
    case .lost(let channel, let messages, let reason):
      let message = tell("\(messages) messages to \(channel) were given up", reason)
      let date = clocks.date()
      _ = archive.begin(
        CameraNotice(camera: nil, kind: Self.kind, message: message, start: date, end: date))
    }
  }

  private func begin(_ channel: String, _ what: String, _ reason: NotifyReason) {
    let message = tell(what, reason)
    let ticket = archive.begin(
      CameraNotice(camera: nil, kind: Self.kind, message: message, start: clocks.date()))
    end(channel, replacement: ticket)
  }

  /// Logs all that is known.
  ///
  /// - Returns: what notices may have of it.
  private func tell(_ what: String, _ reason: NotifyReason) -> String {
    let message = "\(what): \(reason.text)"
    log.error("\(message)", metadata: reason.detail.isEmpty ? nil : ["detail": "\(reason.detail)"])
    return reason.detail.isEmpty ? message : message + "; the log has more"
  }

  private func end(_ channel: String, replacement: NoticeTicket? = nil) {
    let former = open.withLock { open in
      defer { open[channel] = replacement }
      return open[channel]
    }
    if let former { archive.end(former, at: clocks.date()) }
  }
}
