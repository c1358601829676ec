import Foundation
import Logging
import VigilModels

/// One run of `vigil extract`.
struct ExtractJob {
  private let extraction: Extraction

  init(_ options: Extract) throws {
    let log = options.log.logger("extract")
    let all = try ExtractionList(inputs: options.inputs, list: options.list).items
    log.debug("part of the work", metadata: ["shard": "\(options.shard.map(\.description) ?? "all")"])
    extraction = try Extraction(
      options.shard?.part(of: all) ?? all, to: URL(filePath: options.output), with: options.model.selection(),
      engine: options.engine, overwrite: options.overwrite, log: log)
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: finishing the current video; press Ctrl-C again to quit at once")
    }
    let outcome = try await extraction.run(stop: interruption.stop)
    let failures = outcome.failures
    Console.result(
      "\(outcome.finished) extracted, \(failures.count) failed"
        + (outcome.left > 0 ? ", \(outcome.left) left" : ""))
    guard failures.isEmpty else {
      throw CommandError(
        "\(failures.count) of \(extraction.items.count) videos failed: \(failures.joined(separator: "; "))")
    }
  }
}
