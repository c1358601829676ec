import ArgumentParser
import Foundation
import VigilCore
import VigilDownload
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
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

  @Flag(help: "Replace a model folder that is already there.")
  var replace = false

  func run() async throws {
    guard let weights = PublicWeights.named(name) else {
      throw CommandError(
        "no public weights are called \(name); known are "
          + PublicWeights.all.map(\.name).joined(separator: ", "))
    }
    guard let address = self.address.map(URL.init(string:)) ?? weights.address else {
      throw CommandError("--address takes a URL such as https://mirror.example/\(weights.fileName)")
    }
    let folder = output.map { URL(filePath: $0) } ?? ModelLibrary.home().appending(path: "\(name).vigil")
    guard folder.pathExtension == "vigil" else {
      throw CommandError(
        "--output takes the name of a model folder, such as \(folder.lastPathComponent).vigil")
    }
    guard replace || !FileManager.default.fileExists(atPath: folder.path) else {
      throw CommandError("\(folder.path) is already there; add --replace to replace it")
    }
    try askForLicence(of: weights, at: address)

    let file = folder.deletingLastPathComponent().appending(path: weights.fileName)
    let downloaded = try await download(address, to: file, sha256: sha256 ?? weights.sha256)
    Console.diagnostic("downloaded \(downloaded.bytes) bytes, sha256 \(downloaded.sha256)")
    let settings = ModelSettings(
      name: name, preprocessing: Preprocessing(.rtfm, crops: .ten), licence: weights.licence)
    let layout: I3DNonLocal.Layout = weights == .i3dNonLocal8x8 ? .layout8x8 : .layout32x2
    let result = try CheckpointImport.run(
      files: [file], settings: settings, to: folder, layout: layout, replace: replace)
    try? FileManager.default.removeItem(at: file)
    Console.result("made \(result.folder.url.path)")
  }

  private func askForLicence(of weights: PublicWeights, at address: URL) throws {
    Console.diagnostic("\(weights.name), by \(weights.authors)")
    Console.diagnostic("from \(SourceName.redacted(address.absoluteString))")
    Console.diagnostic("licence \(weights.licence): \(weights.terms)")
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
  private func download(_ address: URL, to file: URL, sha256: String?) async throws -> DownloadedFile {
    let download = try Download(from: address, to: file, sha256: sha256)
    let interruption = Interruption { Console.diagnostic("stopping: run the same command again to resume") }
    let screen = ProgressScreen.standardError(write: Console.terminal)
    let task = Task {
      let progress = DownloadLine(screen: screen)
      defer { progress.finish() }
      return try await download.run { progress.show($0) }
    }
    return try await interruption.stop.watch(onRequest: { task.cancel() }) { try await task.value }
  }
}
