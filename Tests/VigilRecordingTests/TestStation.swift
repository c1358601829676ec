import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

/// A recording folder and a database that a test owns.
final class TestStation {
  let home: TemporaryFolder
  let store: StationStore
  let clock = ManualClock()
  let reports = Reports()
  let folder: RecordingFolder

  /// Makes both, the recordings in `recordings` or somewhere else.
  init(recordings: URL? = nil, reserve: Int64 = 0) throws {
    home = try TemporaryFolder()
    store = try StationStore(folder: home.appending("data"))
    folder = Self.folder(
      recordings ?? home.appending("recordings"), store: store, reserve: reserve, clock: clock, reports)
  }

  private static func folder(
    _ url: URL, store: StationStore, reserve: Int64, clock: ManualClock, _ reports: Reports
  ) -> RecordingFolder {
    RecordingFolder(
      url, store: store, options: RecordingOptions(reserve: reserve), clocks: clock.clocks
    ) { reports.add($0) }
  }

  /// The same folder after the program was started again.
  func restarted(reserve: Int64 = 0) -> RecordingFolder {
    Self.folder(folder.url, store: store, reserve: reserve, clock: clock, reports)
  }

  /// The clip of an event on this thread.
  func clip(
    _ ring: PacketRing, start: Double, before: Double = 5, after: Double = 5, id: UUID = UUID()
  ) -> EventClip {
    EventClip(
      EventClip.Source(
        camera: "front door", ring: ring, folder: folder,
        options: EventRecorderOptions(before: before, after: after), clocks: clock.clocks,
        report: { [reports] in reports.add($0) }), event: id, start: start)
  }

  /// All files below the recording folder, without the marker.
  func files() throws -> [String] {
    try MachineDisk().files(below: folder.url).filter { $0 != ".vigil-recordings" }
  }

  /// Checks that each row names a whole file that plays, and each file has a row.
  func expectConsistent() throws {
    let rows = try store.files(FileQuery())
    #expect(try files() == rows.map(\.path).sorted())
    for row in rows {
      let path = folder.url(of: row).path
      #expect(row.isFinished && row.bytes > 0 && row.end > row.start)
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 == row.bytes)
      #expect(try CommandLineTool.frameCount(path) ?? 0 > 0)
      if row.kind == .clip { #expect(row.sha256 == (try MachineDisk().digest(of: folder.url(of: row)))) }
    }
    #expect(try store.garbage().isEmpty)
  }
}
