import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A notice of recordings` {
  @Test func `of a camera whose events get no clips goes on until they do`() async throws {
    let bench = try StationBench()
    let store = try StationStore(folder: bench.data)
    let board = StationBoard()
    let archive = Archive(store, board: board, log: bench.log.logger())
    let notice = RecordingNotice(archive: archive, board: board, clocks: .machine)
    let folder = RecordingFolder(bench.data, store: store, options: RecordingOptions(reserve: 0))
    let recorder = EventRecorder(
      camera: "door", ring: PacketRing(seconds: 10, byteLimit: 1 << 20), folder: folder,
      options: EventRecorderOptions(patience: 0, mostEvents: 1)
    ) { notice.note($0) }
    for _ in 0..<3 { recorder.begin(UUID(), start: 0) }
    await archive.tend()
    let told = try store.notices()
    #expect(told.map(\.kind) == ["clips"] && told.first?.camera == "door" && told.first?.end == nil)
    #expect(board.faults.contains(.recording) == false)
    await recorder.stop()
    await archive.tend()
    #expect(try store.notices().map { $0.end != nil } == [true])
    // Until here its folder is there.
    withExtendedLifetime(bench) {}
  }
}
