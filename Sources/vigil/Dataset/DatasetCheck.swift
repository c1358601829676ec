import ArgumentParser
import Foundation
import VigilCore
import VigilDatasets

/// `vigil dataset check MANIFEST`.
struct DatasetCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reports everything that is wrong with a manifest, its videos and its features.",
    discussion: "Ends with status 1 if anything is wrong; notes do not count.")

  @Argument(help: "The manifest, .csv.")
  var manifest: String

  @Option(help: "The folder of the videos, to check that they exist.")
  var videos: String?

  @Flag(help: "Open the videos, to check that they can be read and how long they are.")
  var probe = false

  @Option(help: "The folder of the features, to check that they exist and are as long as the videos.")
  var features: String?

  @Option(help: "The published data set to compare the video counts with.")
  var kind: DatasetLayout?

  @Option(help: "Frame rate of videos that were not opened, for their length in hours.")
  var frameRate = 30.0

  func validate() throws {
    guard !probe || videos != nil else {
      throw ValidationError("--probe needs --videos, the folder of the videos")
    }
    try validateFrameRate(frameRate)
  }

  func run() async throws {
    var manifest = try Manifest(file: manifest)
    var findings = Findings()
    var rates: [String: Double] = [:]
    if let videos {
      let files = findings.lookForVideos(of: manifest, in: try FileIndex.videos(URL(filePath: videos)))
      if probe { rates = try await VideoProbe.measure(&manifest, files: files, &findings) }
    }
    if let features {
      let index = try FileIndex.features(URL(filePath: features))
      let counts = findings.lookForFeatures(of: manifest.videos, in: index)
      let found = zip(manifest.videos, counts).filter { $1 != nil }
      do {
        _ = try AlignedTruth(
          found.map(\.0), snippets: found.map(\.1), framesPerSnippet: SnippetPosition.framesPerSnippet)
      } catch {
        findings.problem(error.message)
      }
    }
    findings.add(Findings(manifest))
    if let kind { findings.compare(manifest, with: kind) }
    DatasetLines.show(DatasetSummary(manifest, frameRate: frameRate, frameRates: rates))
    DatasetLines.show(findings)
    let count = findings.problems.count
    guard count == 0 else {
      throw CommandError("\(count) problem\(count == 1 ? "" : "s") found, marked with ✗ above")
    }
    Console.result("✓ nothing wrong")
  }
}

extension Manifest {
  /// Reads a file.
  init(file path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("cannot read \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CommandError("\(path) is not text in UTF-8")
    }
    try self.init(csv: text, name: path)
  }
}
