import Foundation
import Synchronization
import VigilCore
import VigilRecording
import VigilStore

/// Keeps in the database since when nothing is recorded, and until when.
final class RecordingNotice: Sendable {
  private let archive: Archive
  private let board: StationBoard
  private let clocks: Clocks
  private let open = Mutex<NoticeTicket?>(nil)

  init(archive: Archive, board: StationBoard, clocks: Clocks) {
    (self.archive, self.board, self.clocks) = (archive, board, clocks)
  }

  /// Takes note of what happened to recordings.
  func note(_ report: RecordingReport) {
    let date = clocks.date()
    let former: NoticeTicket?
    switch report {
    case .stopped(let error):
      let notice = CameraNotice(camera: nil, kind: "recording", message: error.message, start: date)
      board.set(.recording, true)
      let ticket = archive.begin(notice)
      former = open.withLock { open in
        defer { open = ticket }
        return open
      }
    case .resumed:
      board.set(.recording, false)
      former = open.withLock { $0.take() }
    case .clipFailed, .segmentFailed, .note: return
    }
    if let former { archive.end(former, at: date) }
  }
}
