import Logging
import Synchronization
import VigilCore
import VigilNotify
import VigilStore

/// Says once that the service outside does not hear of the station, in the log and in the database, from its beginning to its end.
final class HeartbeatNotice: Sendable {
  /// The kind of the notices.
  static let kind = "heartbeat"

  private let archive: Archive
  private let clocks: Clocks
  private let log: Logger
  private let open = Mutex<NoticeTicket?>(nil)

  init(archive: Archive, clocks: Clocks, log: Logger) {
    (self.archive, self.clocks, self.log) = (archive, clocks, log)
  }

  /// Takes note of how the service fares.
  func note(_ report: HeartbeatReport) {
    let date = clocks.date()
    switch report {
    case .failing(let host, let reason):
      let message = "\(host), which is to notice when this station is silent, does not hear of it: \(reason)"
      log.error("\(message)")
      let ticket = archive.begin(
        CameraNotice(camera: nil, kind: Self.kind, message: message, start: date))
      open.withLock { $0 = ticket }
    case .recovered(let host, let failures):
      log.notice(
        "the heartbeat arrives again", metadata: ["host": "\(host)", "failed requests": "\(failures)"])
      if let ticket = open.withLock({ $0.take() }) { archive.end(ticket, at: date) }
    }
  }
}
