import Foundation
import VigilCore
import VigilRecording
import VigilStore

/// Keeps in the database since when nothing is recorded, and until when.
actor RecordingNotice {
  private let archive: Archive
  private let clocks: Clocks
  private var open: Int64?

  init(archive: Archive, clocks: Clocks) {
    (self.archive, self.clocks) = (archive, clocks)
  }

  /// Takes note of what happened to recordings.
  func note(_ report: RecordingReport) async {
    let date = clocks.date()
    switch report {
    case .stopped(let error):
      await end(at: date)
      let notice = CameraNotice(camera: nil, kind: "recording", message: error.message, start: date)
      open = await archive.attempt { try $0.begin(notice) }
    case .resumed: await end(at: date)
    case .clipFailed, .segmentFailed, .note: break
    }
  }

  private func end(at date: Date) async {
    guard let open = open.take() else { return }
    _ = await archive.attempt { try $0.end(open, at: date) }
  }
}
