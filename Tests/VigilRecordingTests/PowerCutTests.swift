import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore

@Suite struct `After a power cut` {
  private static let root = URL(filePath: "/r")

  private func folder(_ disk: DiskModel, _ index: IndexModel) -> RecordingFolder {
    RecordingFolder(
      Self.root, index: index, options: RecordingOptions(), disk: disk, clocks: ManualClock().clocks,
      report: { _ in })
  }

  /// What was whole before the power went, and what was to be removed.
  private struct Outcome {
    var whole: [StoredFile] = []
    var removed: Set<String> = []
  }

  /// Records and removes as a station does, until the power goes.
  private func work(
    _ folder: RecordingFolder, _ disk: DiskModel, _ random: inout SplitMix64, _ outcome: inout Outcome
  ) throws(RecordingError) {
    try folder.check()
    var open: [StoredFile] = []
    for step in 0..<12 {
      let kind: FileKind = step % 3 == 0 ? .clip : .segment
      let prepared = try folder.prepare(
        camera: "gate", kind: kind, event: kind == .clip ? UUID() : nil,
        start: Date(timeIntervalSince1970: 1_800_000_000 + Double(step) * 30_000))
      let growing = ClipRemux.partial(of: folder.url(of: prepared))
      try disk.grow(growing, by: Int64.random(in: 0...40, using: &random))
      let row = try folder.register(prepared)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        try disk.grow(growing, by: 40)
        if Bool.random(using: &random) { try disk.synchronize(growing) }
      }
      open.append(row)
      while open.count > 2 || step == 11 && !open.isEmpty {
        let row = open.remove(at: Int.random(in: 0..<open.count, using: &random))
        do throws(RecordingError) {
          outcome.whole.append(try folder.finish(row))
        } catch  where error.code == .unreadable {
          continue
        }
      }
      if step % 4 == 3, !outcome.whole.isEmpty {
        let old = outcome.whole.removeFirst()
        outcome.removed.insert(old.path)
        try folder.discard([old])
      }
    }
  }

  @Test(arguments: 0..<12)
  func `each row names a whole file and each file has a row, whichever operation was the last`(
    seed: UInt64
  ) throws {
    var length = 0
    var operations = 0
    while true {
      var random = SplitMix64(seed: seed)
      let fuse = Fuse(operations)
      let (disk, index) = (DiskModel(fuse), IndexModel(fuse))
      var outcome = Outcome()
      var isComplete = false
      do throws(RecordingError) {
        try work(folder(disk, index), disk, &random, &outcome)
        isComplete = true
      } catch {
        #expect(error.message == "the power is off")
      }
      disk.losePower(&random)
      // The power may go again while the station recovers.
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let short = Fuse(Int.random(in: 0...60, using: &random))
        disk.start(short)
        index.start(short)
        _ = try? folder(disk, index).recover()
        disk.losePower(&random)
      }
      let endless = Fuse(.max)
      disk.start(endless)
      index.start(endless)
      let report = try folder(disk, index).recover()
      #expect(report.missing.isEmpty && report.damaged.isEmpty && report.failures.isEmpty)
      let rows = index.rows
      #expect(rows.allSatisfy { $0.isFinished })
      for row in rows {
        let bytes = try disk.size(of: Self.root.appending(path: row.path))
        #expect(bytes == row.bytes, "after \(operations) operations: \(row.path)")
      }
      let files = try ["clips", "recordings"].flatMap { top in
        try disk.files(below: Self.root.appending(path: top)).map { "\(top)/\($0)" }
      }
      #expect(files.sorted() == rows.map(\.path).sorted(), "after \(operations) operations")
      #expect(try index.garbage().isEmpty)
      // What was whole is as it was, and what was removed does not come back.
      for file in outcome.whole {
        #expect(rows.contains(file), "after \(operations) operations: \(file.path)")
      }
      #expect(outcome.removed.isDisjoint(with: rows.map(\.path)) || !isComplete)
      #expect(try folder(disk, index).recover().isClean)
      length += 1
      if isComplete { break }
      operations += 1
    }
    #expect(length > 100)
  }
}
