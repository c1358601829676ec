import Foundation
import VigilCore
import VigilTorch

/// `NAME.training` beside `NAME.vigil`: what it takes to go on, and what happened.
struct TrainingFolder {
  let url: URL

  init(beside model: URL) {
    url = model.deletingPathExtension().appendingPathExtension("training")
  }

  /// Weights and moments.
  var state: URL { url.appending(path: "state.safetensors") }
  /// All videos as segments; as large as the set, so it goes when the training ends.
  var pooled: URL { url.appending(path: "pooled.npy") }
  /// The terms of the loss, a line for each step.
  private var log: URL { url.appending(path: "training.jsonl") }

  /// Makes the folder.
  func make() throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw CommandError("cannot make the folder \(url.path): \((error as NSError).localizedDescription)")
    }
  }

  /// Opens the log behind what the first `steps` steps wrote.
  func openLog(keeping steps: Int) throws -> FileHandle {
    let kept = (try? String(contentsOf: log, encoding: .utf8))?.split(separator: "\n").prefix(steps) ?? []
    do {
      try AtomicFile.write(Data(kept.map { $0 + "\n" }.joined().utf8), to: log)
      let handle = try FileHandle(forWritingTo: log)
      try handle.seekToEnd()
      return handle
    } catch {
      throw CommandError("cannot write \(log.path): \((error as NSError).localizedDescription)")
    }
  }

  /// A line of the log; `elapsed` are the seconds since this run's first step began.
  static func line(step: Int, rate: Double, elapsed: Double, _ terms: RTFMLoss.Terms) -> Data {
    let text =
      "{\"step\":\(step),\"learning_rate\":\(rate),\"classification\":\(terms.classification),"
      + "\"magnitude\":\(terms.magnitude),\"smoothness\":\(terms.smoothness),\"sparsity\":\(terms.sparsity),"
      + "\"total\":\(terms.total),\"elapsed\":\(elapsed)}\n"
    return Data(text.utf8)
  }
}
