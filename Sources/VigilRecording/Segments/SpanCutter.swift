public import Foundation
public import VigilCore
import VigilMedia
import VigilStore

/// Cuts spans of time out of a continuous recording, by copying packets. The recording is only read, and may go on meanwhile.
public struct SpanCutter: Sendable {
  private let folder: RecordingFolder

  /// Two segments that overlap by more, in seconds, are not of one recording: the clock was set back.
  private static let longestOverlap = 5.0
  /// A recording whose oldest segments are removed meanwhile is cut anew so often.
  private static let attempts = 3

  /// Makes a cutter of a folder's recordings.
  public init(_ folder: RecordingFolder) { self.folder = folder }

  /// Writes what was recorded of a camera from one date to another, from the last key frame at or before the first, also of the
  /// segment that is being written. Blocks.
  ///
  /// - Parameters:
  ///   - destination: An MP4 file. Where the pictures' parameters change, or the clock was set back, another begins: `NAME-2.mp4`.
  ///     Either all appear, each once it is whole, or none.
  ///   - replace: Whether files that are there are replaced.
  ///   - stop: Gives the cut up.
  /// - Throws: `stopped`, `noPictures` where nothing was recorded of that time, `unreadable` where nothing of it can be read, `cannotWrite`.
  public func cut(
    camera: String, from start: Date, to end: Date, destination: URL, replace: Bool = false,
    stop: StopRequest? = nil
  ) throws(RecordingError) -> SpanCut {
    precondition(start <= end, "a span must not end before it begins")
    let span = DateInterval(start: start, end: end)
    var attempt = 1
    while true {
      let found = try pieces(camera: camera, span)
      do throws(RecordingError) {
        let files = try Self.write(found.groups, span, destination, replace: replace, stop: stop)
        guard files.isEmpty else {
          return SpanCut(
            span: span, files: files, gaps: SpanCut.gaps(in: span, of: found.recorded),
            problems: found.problems)
        }
        if let problem = found.problems.first { throw RecordingError(.unreadable, problem) }
        throw RecordingError(
          .noPictures,
          "nothing was recorded of \(camera) from \(start.ISO8601Format()) to \(end.ISO8601Format())")
      } catch {
        let areAllThere = found.groups.allSatisfy { $0.allSatisfy(\.isThere) }
        guard attempt < Self.attempts, !areAllThere, error.code != .stopped else { throw error }
        attempt += 1
      }
    }
  }

  /// Writes a file for each group of pieces; none if one of them cannot be written.
  private static func write(
    _ groups: [[ClipPiece]], _ span: DateInterval, _ destination: URL, replace: Bool, stop: StopRequest?
  ) throws(RecordingError) -> [ClipFile] {
    for index in groups.indices {
      do throws(CoreError) {
        try Destination.requireFree(ClipWriter.url(of: index, destination), replace: replace)
      } catch {
        throw RecordingError(.cannotWrite, error.message)
      }
    }
    // What programs left that were killed while they cut.
    Neighbour.sweep(destination.deletingLastPathComponent(), madeFor: destination.lastPathComponent)
    var files: [ClipFile] = []
    for group in groups {
      let url = ClipWriter.url(of: files.count, destination)
      do throws(MediaError) {
        files.append(try ClipRemux.write(group, from: 0, to: span.duration, destination: url, stop: stop))
      } catch  where error.code == .noPackets {
        continue
      } catch {
        for file in files { unlink(file.url.path) }
        throw RecordingError(error)
      }
    }
    return files
  }

  /// What there is of a span.
  private struct Found {
    /// The segments that go into each file.
    var groups: [[ClipPiece]] = []
    var recorded: [DateInterval] = []
    var problems: [String] = []
    /// Where the newest segment ends, by the calendar and on the timeline of the pieces.
    var end: (date: Date, time: Double)?
  }

  private func pieces(camera: String, _ span: DateInterval) throws(RecordingError) -> Found {
    var rows: [StoredFile] = []
    try folder.segments(camera: camera, from: span.start, to: span.end) { rows.append($0) }
    var found = Found()
    // As they were written, which the calendar does not tell where the clock was set back.
    for row in rows.sorted(by: { $0.id < $1.id }) {
      guard let extent = folder.extent(of: row), extent.end >= span.start else { continue }
      let whole = folder.url(of: row)
      let file = row.isFinished ? whole : ClipRemux.partial(of: whole)
      var piece = ClipPiece(
        file, finished: row.isFinished ? nil : whole, start: row.start.timeIntervalSince(span.start))
      guard piece.isThere else { continue }
      var isAnother = found.groups.isEmpty
      if let end = found.end {
        let pause = row.start.timeIntervalSince(end.date)
        if pause < -Self.longestOverlap {
          isAnother = true
        } else if pause <= RecordedStretch.unnoticedPause {
          piece.start = end.time
        }
      }
      do throws(MediaError) {
        let fits = try ClipRemux.fit(isAnother ? piece : found.groups.last?.last ?? piece, piece)
        isAnother = isAnother || !fits
      } catch {
        // One that was removed meanwhile is none; one that is damaged must not cost the others.
        if piece.isThere { found.problems.append(error.message) }
        continue
      }
      if isAnother { found.groups.append([]) }
      found.groups[found.groups.count - 1].append(piece)
      found.recorded.append(DateInterval(start: row.start, end: max(row.start, extent.end)))
      found.end = (extent.end, piece.start + extent.end.timeIntervalSince(row.start))
    }
    return found
  }
}
