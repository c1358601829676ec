import Foundation
import VigilCore
import VigilReport

/// `NAME.training` beside `NAME.vigil`: the state needed to resume, and the log.
struct TrainingFolder {
  let url: URL

  init(beside model: URL) {
    url = model.deletingPathExtension().appendingPathExtension("training")
  }

  /// Weights, optimiser moments and the best checkpoint.
  var state: URL { url.appending(path: "state.safetensors") }
  /// All videos as segments; as large as the set, so it is deleted when the training ends.
  var pooled: URL { url.appending(path: "pooled.npy") }
  /// The page.
  var report: URL { url.appending(path: "report.html") }
  /// The loss terms, a line for each step, and the results of validations.
  private var log: URL { url.appending(path: "training.jsonl") }

  /// Makes the folder.
  func make() throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw CommandError("cannot make the folder \(url.path): \((error as NSError).localizedDescription)")
    }
  }

  /// Opens the log after the lines of the first `steps` steps; validations are kept up to one after `validated` steps.
  func openLog(keeping steps: Int, validated: Int) throws -> FileHandle {
    var kept = try AtomicFile(log)
    if steps > 0, FileManager.default.fileExists(atPath: log.path) {
      var lines = try LineReader(log)
      while let line = try lines.next() {
        let isKept =
          switch TrainingRecord(line: line) {
          case .step(let step)?: step.step < steps
          case .validation(let found)?: found.steps <= validated
          case nil: false
          }
        if isKept { try kept.write(line + "\n") }
      }
    }
    try kept.finish()
    do {
      let handle = try FileHandle(forWritingTo: log)
      try handle.seekToEnd()
      return handle
    } catch {
      throw CommandError("cannot write \(log.path): \((error as NSError).localizedDescription)")
    }
  }

  /// Reads the log from its beginning.
  func forEachRecord(_ body: (TrainingRecord) -> Void) throws {
    var lines = try LineReader(log)
    while let line = try lines.next() {
      if let record = TrainingRecord(line: line) { body(record) }
    }
  }
}
