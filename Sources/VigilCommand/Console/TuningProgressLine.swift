import Foundation
import VigilReport
import VigilTuning

/// Shows the progress of a calibration or an optimisation: a line for each piece of work.
final class TuningProgressLine {
  private var line: ProgressLine?

  /// Shows progress; nothing done means that new work begins.
  func update(_ progress: TuningProgress) {
    guard progress.done == 0 else {
      line?.update(done: progress.done)
      return
    }
    finish()
    let (label, unit) = Self.words(progress.work)
    line = ProgressLine(onTerminal: label, total: progress.total, unit: unit)
  }

  /// Ends the current line.
  func finish() {
    line?.finish()
    line = nil
  }

  private static func words(_ work: TuningProgress.Work) -> (label: String, unit: String) {
    switch work {
    case .recording(let video, let number, let count):
      ("\(number)/\(count) \(video.lastPathComponent)", "frames")
    case .calibrating: ("Calibrating", "snippets")
    case .comparing: ("Comparing", "snippets")
    }
  }
}
