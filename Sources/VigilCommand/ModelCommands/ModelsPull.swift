import ArgumentParser
import Foundation
import VigilCore
import VigilDownload
import VigilNetworks
import VigilReport

/// `vigil models pull NAME`.
struct ModelsPull: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Downloads public extractor weights and makes a model folder of them.",
    discussion: """
      Available: \(PublicWeights.all.map(\.name).joined(separator: ", ")). The licence is shown and must be accepted. \
      An interrupted download is resumed by the same command.
      """)

  @Argument(help: "The name of the weights.")
  var name: String

  @Option(help: "The model folder to make; NAME.vigil among the user's models if not given.")
  var output: String?

  @Option(help: "Another address of the same file, such as a mirror in your network.")
  var address: String?

  @Option(help: "Expected SHA-256 of the file; without it, the actual one is recorded in the manifest.")
  var sha256: String?

  @Flag(help: "Accept the licence without a prompt.")
  var acceptLicence = false

  @OptionGroup
  var replacing: ReplaceOptions

  func run() async throws {
    let pull = try WeightsPull(
      name, from: address, to: output.map { URL(filePath: $0) }, sha256: sha256, replace: replacing.replace)
    for line in pull.terms { Console.diagnostic(line) }
    try askForLicence()
    let downloaded = try await download(pull)
    Console.diagnostic("downloaded \(downloaded.bytes) bytes, sha256 \(downloaded.sha256)")
    Console.result("made \(try pull.convert(downloaded).url.path)")
  }

  private func askForLicence() throws {
    guard !acceptLicence else { return }
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandError(
        "cannot ask about the licence without a terminal; add --accept-licence if you accept it")
    }
    Console.terminal("Do you accept? [y/N] ")
    guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
      throw CommandError("the licence was not accepted; nothing was downloaded")
    }
  }

  /// Downloads with a progress line; Ctrl-C keeps the partial download for the next time.
  private func download(_ pull: WeightsPull) async throws -> DownloadedFile {
    let interruption = Interruption { Console.diagnostic("stopping: run the same command again to resume") }
    let screen = ProgressScreen.standardError(write: Console.terminal)
    let task = Task {
      let progress = DownloadLine(screen: screen)
      defer { progress.finish() }
      return try await pull.download { progress.show($0) }
    }
    return try await interruption.stop.watch(onRequest: { task.cancel() }) { try await task.value }
  }
}
