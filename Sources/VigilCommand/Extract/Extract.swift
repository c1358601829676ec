public import ArgumentParser
import Foundation
import Logging
public import VigilDatasets
import VigilModels
import VigilPipeline

/// `vigil extract INPUT…`.
struct Extract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turns many videos into features, [snippets, crops, 2048] float32 .npy files.",
    discussion: """
      INPUT is a video, a folder of frames or a folder of videos. NAME.npy gets its provenance beside it, NAME.json. Resumable: finished videos \
      are skipped, failures are reported at the end. Ctrl-C finishes the current video.
      """)

  @Argument(help: "Videos, and folders of videos.")
  var inputs: [String] = []

  @Option(help: "A text file with one video per line, relative to the file's folder.")
  var list: String?

  @Option(help: "The folder for the features; subfolders of an input folder are kept.")
  var output: String

  @OptionGroup
  var networks: NetworkOptions

  @Option(help: "Process only part I of N (0/4, 1/4, 2/4, 3/4), for array jobs.")
  var shard: Shard?

  @Flag(help: "Replace features that were made with other settings.")
  var overwrite = false

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try require(!inputs.isEmpty || list != nil, "name videos or folders, or give a --list")
  }

  func run() async throws {
    let log = log.logger("extract")
    let list = try ExtractionList(inputs: inputs, list: self.list)
    for passedOver in list.passedOver { log.notice("\(passedOver)") }
    let all = list.items
    log.debug("part of the work", metadata: ["shard": "\(shard.map(\.description) ?? "all")"])
    let extraction = try Extraction(
      shard?.part(of: all) ?? all, to: URL(filePath: output), with: networks.model.selection(),
      configuration: networks.engine.configuration, overwrite: overwrite)
    let (outcome, _) = try await extraction.runOnTerminal(log: log)
    let failures = outcome.failures + list.problems
    Console.result(outcome.line(problems: list.problems.count))
    guard failures.isEmpty else {
      throw CommandError(
        "\(failures.count) of \(extraction.items.count + list.problems.count) failed: \(failures.joined(separator: "; "))"
      )
    }
  }
}

extension Shard: ExpressibleByArgument {}
