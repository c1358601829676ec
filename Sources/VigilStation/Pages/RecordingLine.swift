import Foundation
import VigilMedia
public import VigilRecording

/// A stretch of a continuous recording as one object of JSON, with times in ISO 8601 (UTC).
public struct RecordingLine: Encodable, Sendable {
  private let camera: String
  private let start: String
  private let end: String
  private let bytes: Int64
  private let growing: Bool

  /// The object of a stretch.
  public init(_ stretch: RecordedStretch) {
    (camera, bytes, growing) = (stretch.camera, stretch.bytes, stretch.isGrowing)
    (start, end) = (stretch.start.line, stretch.end.line)
  }
}

/// What was cut out of a continuous recording as one object of JSON, with times in ISO 8601 (UTC).
public struct SpanCutLine: Encodable, Sendable {
  private struct Span: Encodable {
    var start: String
    var end: String

    init(_ interval: DateInterval) { (start, end) = (interval.start.line, interval.end.line) }
  }

  private struct File: Encodable {
    var path: String
    var start: String
    var end: String
    var pictures: Int
    var codec: String
    var width: Int
    var height: Int
  }

  private let camera: String
  private let files: [File]
  private let gaps: [Span]

  /// The object of a cut.
  public init(_ cut: SpanCut, of camera: String) {
    self.camera = camera
    files = cut.files.map { file in
      let span = Span(cut.interval(of: file))
      return File(
        path: file.url.path, start: span.start, end: span.end, pictures: file.pictures,
        codec: file.video.codec, width: file.video.width, height: file.video.height)
    }
    gaps = cut.gaps.map(Span.init)
  }
}

extension Date {
  fileprivate var line: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
