import Foundation

/// A summary of a time as one object of JSON, with times in ISO 8601 (UTC).
public struct PeriodFacts: Encodable, Sendable {
  private let summary: PeriodSummary
  private let name: @Sendable (String) -> String

  /// The object of a summary.
  ///
  /// - Parameter name: Makes what stands for the name of a camera.
  public init(_ summary: PeriodSummary, name: @escaping @Sendable (String) -> String = { $0 }) {
    (self.summary, self.name) = (summary, name)
  }

  private struct Figures: Encodable {
    var watchedSeconds: Int
    var blindSeconds: Int
    var blind: [String: Int]
    var alarms, reviews, real, falseAlarms, unsure, unlabelled, missed, unacknowledged: Int
    var scored, still, reduced, dropped, skipped, lateFrames: Int

    enum CodingKeys: String, CodingKey {
      case watchedSeconds, blindSeconds, blind, alarms, reviews, real, unsure, unlabelled, missed
      case unacknowledged, scored, still, reduced, dropped, skipped, lateFrames
      case falseAlarms = "false"
    }

    init(_ figures: PeriodSummary.Figures) {
      let watch = figures.watch
      (watchedSeconds, blindSeconds) = (Self.whole(watch.seconds), Self.whole(figures.blindSeconds))
      blind = Dictionary(
        figures.blindness.map { ($0.kind, Self.whole($0.seconds)) }, uniquingKeysWith: +)
      (alarms, reviews, real) = (figures.alarms, figures.reviews, figures.real)
      (falseAlarms, unsure, unlabelled) = (figures.falseAlarms, figures.unsure, figures.unlabelled)
      (missed, unacknowledged) = (figures.missed, figures.unacknowledged)
      (scored, still, reduced) = (watch.scored, watch.still, watch.reduced)
      (dropped, skipped, lateFrames) = (watch.dropped, watch.skipped, watch.lateFrames)
    }

    static func whole(_ seconds: Double) -> Int { Int(max(0, min(seconds, 1e15)).rounded()) }
  }

  private struct Peak: Encodable {
    var event: String
    var start: String
    var score: Float?
    var severity: EventSeverity
  }

  private struct Camera: Encodable {
    var name: String
    var figures: Figures
    var highest: Peak?
    var thresholds: PeriodSummary.Thresholds?
    var faults: [String]
  }

  private struct Messages: Encodable {
    var waiting, held, givenUp: Int
    /// Whether `givenUp` counts since the summary before; else ever.
    var sinceBefore: Bool
    var delayedSeconds: Int
  }

  private struct Disk: Encodable {
    var files, database, free: Int64
    var oldest: String?
  }

  private enum Key: String, CodingKey {
    case start, end, countedSince, skippedSummaries, cameras, otherCameras, total, messages, disk, faults
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(Self.text(summary.start), forKey: .start)
    try object.encode(Self.text(summary.end), forKey: .end)
    try object.encodeIfPresent(summary.countedSince.map(Self.text), forKey: .countedSince)
    try object.encode(summary.skipped, forKey: .skippedSummaries)
    try object.encode(summary.cameras.map(camera), forKey: .cameras)
    try object.encode(summary.others, forKey: .otherCameras)
    try object.encode(Figures(summary.total), forKey: .total)
    try object.encodeIfPresent(
      summary.messages.map {
        Messages(
          waiting: $0.waiting, held: $0.held, givenUp: $0.givenUp, sinceBefore: $0.isSinceBefore,
          delayedSeconds: Figures.whole($0.delayedSeconds))
      }, forKey: .messages)
    try object.encodeIfPresent(
      summary.disk.map {
        Disk(files: $0.files, database: $0.database, free: $0.free, oldest: $0.oldest.map(Self.text))
      }, forKey: .disk)
    try object.encode(summary.faults, forKey: .faults)
  }

  private func camera(_ camera: PeriodSummary.Camera) -> Camera {
    Camera(
      name: name(camera.name), figures: Figures(camera.figures),
      highest: camera.peak.map {
        Peak(
          event: $0.event.uuidString.lowercased(), start: Self.text($0.start),
          score: $0.score.isFinite ? $0.score : nil, severity: $0.severity)
      }, thresholds: camera.thresholds, faults: camera.faults)
  }

  private static func text(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
