import Foundation
import VigilCore
import VigilScenes

/// The annotation of a rendered video: a line of a manifest.
struct SceneAnnotation {
  static let header = "video,label,frames,intervals"

  /// Relative to the manifest's folder.
  var video: String
  var anomaly: Anomaly?
  var frames: Int
  /// The first and the last abnormal frame.
  var interval: ClosedRange<Int>?

  /// The line; names of rendered videos need no quotes, but that of a single one may contain anything.
  var line: String {
    let name =
      video.contains { ",\"\r\n".contains($0) } ? "\"\(video.replacing("\"", with: "\"\""))\"" : video
    let interval = interval.map { "\($0.lowerBound)-\($0.upperBound)" } ?? ""
    return "\(name),\(anomaly?.rawValue ?? "normal"),\(frames),\(interval)"
  }

  /// Writes a manifest in one step.
  static func write(_ annotations: [SceneAnnotation], to file: URL) throws(CoreError) {
    let text = ([header] + annotations.map(\.line)).joined(separator: "\n") + "\n"
    try AtomicFile.write(Data(text.utf8), to: file)
  }
}
