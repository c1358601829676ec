import Logging
import Synchronization
import VigilCore
import VigilStationConfiguration
import VigilStore

/// Says which cameras are left out since their sections of the file are wrong: in the log, on the board, and in the database until a file is
/// read in which they are right or gone.
final class LeftOutCameras: Sendable {
  /// The kind of the notices.
  static let kind = "file"

  private let archive: Archive
  private let board: StationBoard
  private let clocks: Clocks
  private let log: Logger
  /// By the names of the sections; nil for those whose names are no text.
  private let open = Mutex<[String?: NoticeTicket]>([:])

  init(archive: Archive, board: StationBoard, clocks: Clocks, log: Logger) {
    (self.archive, self.board, self.clocks, self.log) = (archive, board, clocks, log)
  }

  /// Takes note of what is wrong with single cameras of the file that holds now.
  func follow(_ mistakes: [StationFileError]) {
    let date = clocks.date()
    for mistake in mistakes { log.error("a camera is left out", metadata: ["why": "\(mistake.message)"]) }
    let messages = Dictionary(grouping: mistakes, by: \.camera).mapValues { mistakes in
      "the camera is left out: "
        + CameraReason().shown(mistakes.map(\.message).joinedComplaints(most: Self.mostMistakes))
    }
    for (name, message) in messages {
      guard let name else { continue }
      var status = CameraStatus(name: name, state: .off, reason: message, since: date)
      status.health[Self.kind] = message
      board.set(status)
    }
    open.withLock { open in
      for (name, ticket) in open where messages[name] != ticket.notice.message {
        archive.end(ticket, at: date)
        open[name] = nil
      }
      for (name, message) in messages where open[name] == nil {
        // What no camera can be called is nobody's camera.
        let camera = name.flatMap { CameraSettings.isName($0) ? $0 : nil }
        open[name] = archive.begin(
          CameraNotice(camera: camera, kind: Self.kind, message: message, start: date))
      }
    }
  }

  /// So many mistakes of a camera are told one by one.
  private static let mostMistakes = 3
}
