public import Foundation
import VigilCore
public import VigilReport

/// `NAME.training` beside `NAME.vigil`: the state needed to resume, and the log.
public struct TrainingFolder: Hashable, Sendable {
  /// The folder.
  public let url: URL

  /// The folder of the training that makes a model.
  public init(beside model: URL) {
    url = model.deletingPathExtension().appendingPathExtension("training")
  }

  /// Weights, optimiser moments and the best checkpoint.
  public var state: URL { url.appending(path: "state.safetensors") }
  /// All videos as segments; as large as the set, so it is deleted when the training ends.
  public var pooled: URL { url.appending(path: "pooled.npy") }
  /// Features that were extracted for the training.
  public var features: URL { url.appending(path: "features") }
  /// Prepared frames of an extractor's training.
  public var frames: URL { url.appending(path: "frames") }
  /// The page.
  public var report: URL { url.appending(path: "report.html") }
  /// Scores of the videos that an extractor's training left out.
  public var heldOut: URL { url.appending(path: "held-out.csv") }
  /// The loss terms, a line for each step, and the results of validations.
  public var log: URL { url.appending(path: "training.jsonl") }

  /// Makes the folder.
  ///
  /// - Throws: `cannotWrite`.
  public func make() throws(TrainingError) {
    do throws(CoreError) {
      try Destination.makeFolder(url)
    } catch {
      throw TrainingError(error)
    }
    // What was half written when an earlier training was killed.
    Neighbour.sweep(url)
  }

  /// Opens the log after the lines of the first `steps` steps; validations are kept up to one after `validated` steps.
  ///
  /// - Throws: `cannotWrite`.
  public func openLog(keeping steps: Int, validated: Int) throws(TrainingError) -> FileHandle {
    do throws(CoreError) {
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
    } catch {
      throw TrainingError(error)
    }
    do {
      let handle = try FileHandle(forWritingTo: log)
      try handle.seekToEnd()
      return handle
    } catch {
      throw TrainingError(.cannotWrite, "cannot write \(log.path): \(error.explanation)")
    }
  }

  /// Reads the log from its beginning; lines that are no records are passed over.
  ///
  /// - Throws: `cannotRead` if there is none.
  public func forEachRecord(_ body: (TrainingRecord) -> Void) throws(TrainingError) {
    do throws(CoreError) {
      var lines = try LineReader(log)
      while let line = try lines.next() {
        if let record = TrainingRecord(line: line) { body(record) }
      }
    } catch {
      throw TrainingError(error)
    }
  }
}
