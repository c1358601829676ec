public import Foundation
public import VigilMedia
import VigilStore

/// Cuts spans of time out of a continuous recording, by copying packets.
public struct SpanCutter: Sendable {
  private let folder: RecordingFolder

  /// The longest pause between two segments, by the calendar, that is none: packets arrive unevenly, in seconds.
  private static let unnoticedPause = 1.0

  /// Makes a cutter of a folder's recordings.
  public init(_ folder: RecordingFolder) { self.folder = folder }

  /// Writes what was recorded of a camera from one date to another, from the last key frame at or before the first, also of the
  /// segment that is being written. Blocks.
  ///
  /// - Parameter destination: An MP4 file. Where the pictures' parameters change, another begins: `NAME-2.mp4`.
  /// - Returns: the files, with times in seconds since `start`; pauses show the picture before them.
  /// - Throws: `noPictures` where nothing was recorded of that time.
  public func cut(
    camera: String, from start: Date, to end: Date, destination: URL
  ) throws(RecordingError) -> [ClipFile] {
    let groups = try pieces(camera: camera, from: start, to: end)
    var files: [ClipFile] = []
    for group in groups {
      let url = ClipWriter.url(of: files.count, destination)
      do throws(MediaError) {
        files.append(
          try ClipRemux.write(group, from: 0, to: end.timeIntervalSince(start), destination: url))
      } catch  where error.code == .noPackets {
        continue
      } catch {
        throw RecordingError(error)
      }
    }
    guard !files.isEmpty else {
      throw RecordingError(
        .noPictures,
        "nothing was recorded of \(camera) from \(start.ISO8601Format()) to \(end.ISO8601Format())")
    }
    return files
  }

  /// The segments of a time, those with the same parameters together.
  private func pieces(
    camera: String, from start: Date, to end: Date
  ) throws(RecordingError) -> [[ClipPiece]] {
    // A segment that is being written has no end yet.
    let query = FileQuery(
      camera: camera, kinds: [.segment], from: start - 600, to: end, order: .oldestFirst, limit: .max)
    var groups: [[ClipPiece]] = []
    var lastEnd: (date: Date, time: Double)?
    for row in try folder.index.files(query) where row.end >= start || !row.isFinished {
      let whole = folder.url(of: row)
      let url = row.isFinished ? whole : ClipRemux.partial(of: whole)
      guard try folder.has(url) else { continue }
      var time = row.start.timeIntervalSince(start)
      if let lastEnd, abs(row.start.timeIntervalSince(lastEnd.date)) <= Self.unnoticedPause {
        time = lastEnd.time
      }
      lastEnd = (row.end, time + row.end.timeIntervalSince(row.start))
      let piece = ClipPiece(url, start: time)
      var fits = false
      if let previous = groups.last?.last {
        fits = try RecordingError.explaining { () throws(MediaError) in try ClipRemux.fit(previous.url, url) }
      }
      if fits { groups[groups.count - 1].append(piece) } else { groups.append([piece]) }
    }
    return groups
  }
}
