import ArgumentParser
import Foundation
import VigilDatasets
import VigilReport

/// `vigil dataset check MANIFEST`.
struct DatasetCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reports everything that is wrong with a manifest, its videos and its features.",
    discussion: "Ends with status 1 if anything is wrong; notes do not count.")

  @OptionGroup
  var subject: ManifestArgument

  @Option(help: "The folder of the videos, to check that they exist.")
  var videos: String?

  @Flag(help: "Open the videos, to check that they can be read and how long they are.")
  var probe = false

  @Option(help: "The folder of the features, to check that they exist and are as long as the videos.")
  var features: String?

  @Option(help: "The published data set to compare the video counts with.")
  var kind: DatasetLayout?

  @OptionGroup
  var timing: FrameRateOptions

  func validate() throws {
    try require(!probe || videos != nil, "--probe needs --videos, the folder of the videos")
  }

  func run() async throws {
    var manifest = try Manifest(file: subject.manifest)
    var findings = Findings()
    var rates: [String: Double] = [:]
    if let videos {
      let files = findings.lookForVideos(of: manifest, in: try FileIndex.videos(URL(filePath: videos)))
      if probe { rates = try await VideoProbe.onTerminal(&manifest, files: files, &findings) }
    }
    var lines: [String] = []
    if let features {
      var line: ProgressLine?
      lines = try findings.checkFeatures(of: manifest, in: URL(filePath: features)) { done, total in
        if line == nil { line = ProgressLine(onTerminal: "Reading", total: total, unit: "videos") }
        line?.update(done: done)
      }
      line?.finish()
      lines = lines.map { "features: \($0)" }
    }
    findings.add(Findings(manifest))
    if let kind { findings.compare(manifest, with: kind) }
    let summary = DatasetSummary(manifest, frameRate: timing.frameRate, frameRates: rates)
    for line in summary.lines + lines + findings.lines { Console.result(line) }
    let count = findings.problems.count
    guard count == 0 else {
      throw CommandError("\(count) problem\(count == 1 ? "" : "s") found, marked with ✗ above")
    }
    Console.result("✓ nothing wrong")
  }
}
