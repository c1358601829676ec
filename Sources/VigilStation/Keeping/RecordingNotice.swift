import Foundation
import VigilCore
import VigilRecording
import VigilStore

/// Keeps in the database since when nothing is recorded, and until when.
actor RecordingNotice {
  private let archive: Archive
  private let board: StationBoard
  private let clocks: Clocks
  private var open: Int64?

  init(archive: Archive, board: StationBoard, clocks: Clocks) {
    (self.archive, self.board, self.clocks) = (archive, board, clocks)
  }

  /// Takes note of what happened to recordings.
  func note(_ report: RecordingReport) async {
    let date = clocks.date()
    switch report {
    case .stopped(let error):
      await end(at: date)
      let notice = CameraNotice(camera: nil, kind: "recording", message: error.message, start: date)
      open = await archive.begin(notice)
      board.set(.recording, true)
    case .resumed: await end(at: date)
    case .clipFailed, .segmentFailed, .note: break
    }
  }

  private func end(at date: Date) async {
    board.set(.recording, false)
    if let open = open.take() { await archive.end(open, at: date) }
  }
}
