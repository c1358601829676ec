import Foundation
import Synchronization
package import VigilCore
package import VigilRecording
import VigilStore

/// Keeps in the database since when nothing is recorded, or no clips of a camera, and until when.
package final class RecordingNotice: Sendable {
  /// The kind of a camera whose events get no clips, since too many are being written.
  static let clips = "clips"

  private let archive: Archive
  private let board: StationBoard
  private let clocks: Clocks
  private let open = Mutex<NoticeTicket?>(nil)
  private let crowded = Mutex<[String: NoticeTicket]>([:])

  /// Nothing is wrong yet.
  package init(archive: Archive, board: StationBoard, clocks: Clocks) {
    (self.archive, self.board, self.clocks) = (archive, board, clocks)
  }

  /// Takes note of what happened to recordings.
  package func note(_ report: RecordingReport) {
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
    case .crowded(let camera, _, let clips):
      crowded.withLock { crowded in
        guard crowded[camera] == nil else { return }
        let message = "events get no clips: \(clips) are being written already; give a shorter `after`"
        crowded[camera] = archive.begin(
          CameraNotice(camera: camera, kind: Self.clips, message: message, start: date))
      }
      return
    case .uncrowded(let camera): former = crowded.withLock { $0.removeValue(forKey: camera) }
    case .clipFailed, .segmentFailed, .note: return
    }
    if let former { archive.end(former, at: date) }
  }
}
