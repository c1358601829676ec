public import Foundation
import VigilStore

/// A stretch of time of which a camera was recorded without a pause.
public struct RecordedStretch: Hashable, Sendable {
  /// The camera's name.
  public var camera: String
  /// When it begins.
  public var start: Date
  /// When it ends; so far, if it is being recorded.
  public var end: Date
  /// The bytes of its segments.
  public var bytes: Int64
  /// Whether its last segment is not finished: it is being recorded, or was when the station was killed.
  public var isGrowing: Bool

  /// The longest pause between two segments, by the calendar, that is none: packets arrive unevenly, in seconds.
  static let unnoticedPause = 1.0

  /// Makes a stretch.
  public init(camera: String, start: Date, end: Date, bytes: Int64, isGrowing: Bool = false) {
    self.camera = camera
    self.start = start
    self.end = end
    self.bytes = bytes
    self.isGrowing = isGrowing
  }

  /// The stretches of a folder, by camera, each camera's by time, with whole segments. Blocks.
  ///
  /// - Parameters:
  ///   - cameras: Only of these; nil for all.
  ///   - start: Only of segments that end at this date or later.
  ///   - end: Only of segments that begin before this date.
  /// - Throws: `index`.
  public static func all(
    in folder: RecordingFolder, cameras: [String]? = nil, from start: Date? = nil, to end: Date? = nil
  ) throws(RecordingError) -> [RecordedStretch] {
    var found: [String: [RecordedStretch]] = [:]
    let wanted: [String?] = cameras.map { Set($0).sorted() } ?? [nil]
    for camera in wanted {
      try folder.segments(camera: camera, from: start, to: end) { row throws(RecordingError) in
        guard let extent = folder.extent(of: row), start.map({ extent.end >= $0 }) ?? true else { return }
        found[row.camera, default: []].add(row, extent)
      }
    }
    return found.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}

extension [RecordedStretch] {
  /// Adds the next segment to the newest stretch, or begins another.
  fileprivate mutating func add(_ row: StoredFile, _ extent: (end: Date, bytes: Int64)) {
    if let newest = last, row.start.timeIntervalSince(newest.end) <= RecordedStretch.unnoticedPause {
      self[count - 1].end = Swift.max(newest.end, extent.end)
      self[count - 1].bytes += extent.bytes
      self[count - 1].isGrowing = newest.isGrowing || !row.isFinished
    } else {
      append(
        RecordedStretch(
          camera: row.camera, start: row.start, end: extent.end, bytes: extent.bytes,
          isGrowing: !row.isFinished))
    }
  }
}
