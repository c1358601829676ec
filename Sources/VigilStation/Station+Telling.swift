import Foundation
import Logging
import VigilCore
import VigilPipeline
import VigilRecording
import VigilStore

extension Station {
  /// Says what is given up while there is too little time, and when it no longer is.
  func tellOfEconomy(_ told: inout (level: EconomyLevel, notice: Int64?)) async {
    let (level, date) = (shared.economy.level, clocks.date())
    guard level != told.level else { return }
    if let notice = told.notice { _ = await archive.attempt { try $0.end(notice, at: date) } }
    told = (level, nil)
    guard level != .full else { return log.notice("there is time for full quality again") }
    let message = "too little time for all cameras: \(level.words)"
    log.warning("\(message)")
    told.notice = await archive.attempt {
      try $0.begin(CameraNotice(camera: nil, kind: "economy", message: message, start: date))
    }
  }

  /// Says that the clock was set, and by how many seconds.
  func tellOfClock(_ step: Double) async {
    log.warning("the clock was set", metadata: ["seconds": "\(Int(step.rounded()))"])
    let notice = CameraNotice(
      camera: nil, kind: "clock", message: "the clock was set by \(Int(step.rounded())) s",
      start: clocks.date()
    )
    _ = await archive.attempt { store in try store.end(try store.begin(notice), at: notice.start) }
  }

  /// Tells what happened to recordings.
  static func tell(_ report: RecordingReport, _ log: Logger) {
    switch report {
    case .stopped(let error):
      log.error("recording has stopped; detection goes on", metadata: ["why": "\(error.message)"])
    case .resumed: log.notice("recording goes on")
    case .clipFailed(let camera, let event, let error):
      log.error(
        "a clip was not written, or only in part",
        metadata: [
          "camera": "\(camera)", "event": "\(event.uuidString.prefix(8).lowercased())",
          "why": "\(error.message)",
        ])
    case .segmentFailed(let camera, let error):
      log.error(
        "a piece of the recording was not written, or only in part",
        metadata: ["camera": "\(camera)", "why": "\(error.message)"])
    case .note(let camera, let text): log.notice("\(text)", metadata: ["camera": "\(camera)"])
    }
  }

  /// The state in one line.
  var summary: String {
    let cameras = board.all
    let watched = cameras.count { $0.state == .watching }
    let others = cameras.filter { $0.state != .watching && $0.state != .off }.map(\.name)
    return "watching \(watched) of \(cameras.count { $0.state != .off }) cameras"
      + (others.isEmpty ? "" : "; not: \(others.joined(separator: ", "))")
  }

  /// What a line a minute says beside it.
  var minute: Logger.Metadata {
    let cameras = board.all
    let latencies = cameras.compactMap(\.latency)
    return [
      "snippets": "\(cameras.reduce(0) { $0 + $1.snippets })",
      "still": "\(cameras.reduce(0) { $0 + $1.counts.stillSnippets })",
      "reduced": "\(cameras.reduce(0) { $0 + $1.counts.reducedSnippets })",
      "skipped": "\(cameras.reduce(0) { $0 + $1.counts.skippedSnippets })",
      "dropped": "\(cameras.reduce(0) { $0 + $1.counts.droppedSnippets })",
      "oldest score": "\(latencies.max().map { NumberText.trimmed($0, decimals: 2) } ?? "-") s",
    ]
  }
}
