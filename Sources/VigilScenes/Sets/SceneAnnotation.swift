public import Foundation
public import VigilCore

/// The annotation of a rendered video: a row of a manifest.
public struct SceneAnnotation: Hashable, Sendable {
  /// The names of the columns.
  static let columns = ["video", "label", "frames", "intervals"]

  /// Relative to the manifest's folder.
  public var video: String
  /// The anomaly; nil for a normal scene.
  public var anomaly: Anomaly?
  /// The number of frames.
  public var frames: Int
  /// The first and the last abnormal frame, counted from 0.
  public var interval: ClosedRange<Int>?

  /// Describes a video of a scene.
  public init(video: String, _ description: SceneDescription) {
    let facts = SceneFacts(description)
    self.video = video
    anomaly = description.anomaly
    frames = facts.frameCount
    interval = facts.anomaly
  }

  var fields: [String] {
    let interval = interval.map { "\($0.lowerBound)-\($0.upperBound)" } ?? ""
    return [video, anomaly?.rawValue ?? "normal", "\(frames)", interval]
  }

  /// Writes a manifest in one step.
  ///
  /// - Throws: `cannotWrite`.
  public static func write(_ annotations: [SceneAnnotation], to file: URL) throws(CoreError) {
    let lines = ([columns] + annotations.map(\.fields)).map { CSVText.line($0) + "\n" }
    try AtomicFile.write(Data(lines.joined().utf8), to: file)
  }
}
