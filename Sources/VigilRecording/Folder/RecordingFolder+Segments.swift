import Foundation
import VigilMedia
import VigilStore

extension RecordingFolder {
  /// Rows that are read at a time: a day of one camera has 8640.
  private static let page = 10_000
  /// No segment is longer, in seconds. One that is being written has no end yet in its row.
  private static let longestSegment = 600.0

  /// Tells of the segments of a time, also of those that are being written, in the order in which they begin.
  ///
  /// - Parameter camera: Only of this one; nil for all.
  func segments(
    camera: String?, from start: Date?, to end: Date?, _ body: (StoredFile) throws(RecordingError) -> Void
  ) throws(RecordingError) {
    var query = FileQuery(
      camera: camera, kinds: [.segment], from: start.map { $0 - Self.longestSegment }, to: end,
      order: .oldestFirst, limit: Self.page)
    var last = (start: Date.distantPast, id: Int64(0))
    while true {
      let rows = try index.files(query)
      // The files that reach into a page stand on the one before too.
      let new = rows.filter { ($0.start, $0.id) > last }
      for row in new where !row.isFinished || start.map({ row.end >= $0 }) ?? true { try body(row) }
      guard rows.count == query.limit, let newest = new.last else { return }
      last = (newest.start, newest.id)
      query.from = newest.start
    }
  }

  /// When a segment ends, as its file tells while it is being written, and how long that is; nil if it holds no picture yet.
  func extent(of row: StoredFile) -> (end: Date, bytes: Int64)? {
    guard !row.isFinished else { return (row.end, row.bytes) }
    let whole = url(of: row)
    // It may be finished meanwhile.
    for file in [ClipRemux.partial(of: whole), whole] {
      guard let bytes = try? disk.size(of: file), let content = try? disk.playable(file) else { continue }
      return (row.start + content.seconds, bytes)
    }
    return nil
  }
}
