import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilPipeline
import VigilReport

extension Extraction {
  /// Runs to the end, or to that of the video that is being extracted at Ctrl-C; progress is shown on the terminal.
  ///
  /// - Returns: how it ended, and whether Ctrl-C was pressed.
  func runOnTerminal(log: Logger) async throws -> (outcome: Outcome, isInterrupted: Bool) {
    let interruption = Interruption(consequence: "finishing the current video")
    var progress: ProgressLine?
    let outcome = try await run(stop: interruption.stop) { event in
      switch event {
      case .found(let videos, let before):
        log.info("videos found", metadata: ["videos": "\(videos)", "done before": "\(before)"])
      case .loaded(let engine): log.info("engine", metadata: ["engine": "\(engine)"])
      case .began(let item, let number, let count, let frames):
        progress = ProgressLine(onTerminal: "\(number)/\(count) \(item.name)", total: frames)
      case .advanced(let frames): progress?.update(done: frames)
      case .ended: progress?.finish()
      case .extracted(let item, let made):
        log.info(
          "extracted",
          metadata: [
            "video": "\(item.video.path)", "snippets": "\(made.snippets)", "frames": "\(made.frames)",
            "faults": "\(made.faults?.sentences(about: item.name).joined(separator: "; ") ?? "none")",
          ])
      case .warned(_, let sentence): log.warning("\(sentence)")
      case .failed(_, let reason): log.info("a video failed", metadata: ["reason": "\(reason)"])
      }
    }
    return (outcome, interruption.stop.isRequested)
  }
}
