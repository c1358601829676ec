public import Foundation
import VigilCore
import VigilMedia
public import VigilRecording

/// What was cut out of a continuous recording, for a terminal.
public struct SpanCutText: Sendable {
  private let output: String
  private let calendar: Calendar

  /// Writes times of a calendar.
  ///
  /// - Parameter output: the file as it was named.
  public init(output: String, calendar: Calendar = .current) {
    (self.output, self.calendar) = (output, calendar)
  }

  /// A line for each file, with when it really begins and ends, and then one for each gap.
  public func lines(_ cut: SpanCut) -> [String] {
    let folder = output.dropLast(URL(filePath: output).lastPathComponent.count)
    let files = cut.files.map { file in
      let interval = cut.interval(of: file)
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.url.path)
      let parts = [
        span(interval), EventText.length(interval.duration),
        "\(file.video.width)x\(file.video.height) \(file.video.codec)",
        RecordingText.size(attributes?[.size] as? Int64 ?? 0),
      ]
      return "\(folder)\(file.url.lastPathComponent): \(parts.joined(separator: ", "))"
    }
    let gaps = cut.gaps.map { "nothing was recorded \(span($0, "from ")), \(EventText.length($0.duration))" }
    return files + gaps
  }

  /// One line that says that nothing was recorded of a camera.
  public func nothing(from start: Date, to end: Date, camera: String) -> String {
    "nothing was recorded of \(camera) \(span(DateInterval(start: start, end: end), "from "))"
  }

  private func span(_ interval: DateInterval, _ from: String = "") -> String {
    "\(from)\(EventText.time(interval.start, calendar)) to \(EventText.time(interval.end, calendar))"
  }
}
