import Logging
import VigilReport
import VigilTraining

/// A training on the terminal and in the log.
struct TrainingDisplay {
  let log: Logger
  private var work = ""
  private var progress: ProgressLine?

  init(log: Logger) { self.log = log }

  /// Shows what happens.
  mutating func show(_ event: TrainingEvent) {
    if let (label, done, total, unit) = event.progress {
      if label != work {
        progress?.finish()
        (work, progress) = (label, ProgressLine(onTerminal: label, total: total, unit: unit))
      }
      if done > 0 { progress?.update(done: done) }
    }
    if let line = event.line { progress?.note(line) }
    if let (message, values) = event.record {
      log.info("\(message)", metadata: values.mapValues { "\($0)" })
    }
    switch event {
    case .warned(let sentence): log.warning("\(sentence)")
    case .seed(let seed, let number, let total):
      log.notice("training \(number) of \(total), with seed \(seed)")
    default: break
    }
  }

  /// Leaves the line.
  mutating func finish() { progress?.finish() }
}
