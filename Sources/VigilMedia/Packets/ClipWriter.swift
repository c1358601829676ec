import CFFmpeg
public import Foundation

/// Writes what a ring holds as MP4 files, packet by packet: nothing is decoded, encoded or opened again.
///
/// A clip begins with the last picture at or before its start that can be decoded by itself, so it is never shorter
/// than asked for as long as the ring reaches that far back. Where the source was lost in between, the last picture
/// stays on show until it is back, so that the clip's clock is the source's. Where the pictures' parameters changed,
/// such as their size, another file begins: `door.mp4`, `door-2.mp4`.
///
/// ```swift
/// let summary = try await ClipWriter().write(ring, from: event.start - 5, to: event.end + 5, destination: url)
/// ```
public struct ClipWriter: Sendable {
  /// Whether sound is written.
  public var includesSound = true

  /// Makes a writer.
  public init() {}

  /// Writes the packets of a time that the ring holds at the moment of the call.
  ///
  /// For a whole clip, call when `status.end` of the ring is at `end` or later; what came too late, or had left the
  /// ring, is told in the summary. Packets that leave the ring meanwhile are kept until they are written, so up to
  /// twice the ring's limit may be in memory.
  ///
  /// - Parameters:
  ///   - ring: The packets of a source.
  ///   - start: The first moment to show, on the timeline of the reading as `Frame.time`, in seconds.
  ///   - end: The last moment to show.
  ///   - destination: The MP4 file to write; it appears when it is whole. Further files are named after it.
  /// - Throws: `MediaError` with code `noPackets` when the ring has no picture of that time, or `cannotWrite`; or
  ///   `CancellationError`. Files that were whole by then stay.
  @discardableResult
  public func write(
    _ ring: PacketRing, from start: Double, to end: Double, destination: URL
  ) async throws -> ClipSummary {
    let stretches = ring.packets(from: start, to: end)
    let status = ring.status
    let parts = stretches.compactMap { ClipPart($0, to: end) }
    guard let first = parts.first else { throw Self.nothing(from: start, to: end, status) }
    var summary = ClipSummary()
    summary.missingBefore = max(0, (first.video.first?.time ?? start) - start)
    summary.missingAfter = max(0, end - (status.end ?? end))
    summary.notes = notes(on: parts)
    for (before, after) in zip(parts, parts.dropFirst()) {
      summary.gaps.append(ClipGap(start: before.lastTime, end: after.video.first?.time ?? before.lastTime))
    }
    let files = Self.files(of: parts)
    let includesSound = includesSound
    summary.files = try await OwnThread.runToEnd("vigil clip") { stop in
      try files.enumerated().map { index, parts in
        let url = Self.url(of: index, destination)
        return try ClipMovie(url, parts: parts, includesSound: includesSound).write(stop: stop)
      }
    }
    return summary
  }

  /// The parts that go into each file: those that follow each other with the same parameters.
  private static func files(of parts: [ClipPart]) -> [[ClipPart]] {
    parts.reduce(into: []) { files, part in
      if let previous = files.last?.last, previous.streams.fits(part.streams) {
        files[files.count - 1].append(part)
      } else {
        files.append([part])
      }
    }
  }

  /// Where a file of a clip goes, by its number from 0: `door.mp4`, `door-2.mp4`.
  package static func url(of index: Int, _ destination: URL) -> URL {
    guard index > 0 else { return destination }
    let name = destination.deletingPathExtension().lastPathComponent
    let file = destination.deletingLastPathComponent().appending(path: "\(name)-\(index + 1)")
    return destination.pathExtension.isEmpty ? file : file.appendingPathExtension(destination.pathExtension)
  }

  private func notes(on parts: [ClipPart]) -> [String] {
    guard includesSound else { return [] }
    return Set(parts.compactMap(\.streams.droppedSound)).sorted().map(Self.note(onDroppedSound:))
  }

  static func note(onDroppedSound codec: String) -> String {
    "the sound was left out: an MP4 file cannot hold \(codec)"
  }

  static func nothing(from start: Double, to end: Double, _ status: PacketRing.Status) -> MediaError {
    let seconds = { (time: Double) in "\((time * 10).rounded() / 10) s" }
    let held =
      if let refusal = status.refusal {
        refusal
      } else if let first = status.start, let last = status.end {
        "the ring reaches from \(seconds(first)) to \(seconds(last))"
      } else {
        "the ring is empty; read the source that it belongs to first"
      }
    return MediaError(.noPackets, "there are no pictures from \(seconds(start)) to \(seconds(end)): \(held)")
  }
}
