import ArgumentParser
import Foundation
import VigilCore
import VigilDatasets
import VigilDetection
import VigilModels
import VigilNetworks
import VigilReport
import VigilTensorFiles

/// `vigil doctor features A.npy B.npy`, and `vigil doctor features FOLDER`.
struct DoctorFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Explains how two feature files of the same video differ, or what a folder of features holds.",
    discussion: """
      Length policy, crop order, normalisation scale, preprocessing and weights each leave their own trace. \
      Ends with status 1 if the two are not interchangeable. Of a folder or a list alone it tells shapes, types, \
      magnitudes and origins, and ends with status 1 if there is anything to mend.
      """)

  @Argument(help: "Features of a video, [snippets, crops, features]; or a folder or list of features.")
  var first: String

  @Argument(help: "Other features of the same video.")
  var second: String?

  @Option(help: "Score both with the detector of this model, and report how far the scores are apart.")
  var model: String?

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func validate() throws {
    try require(second != nil || (model == nil && !result.json), "--model and --json need two feature files")
  }

  func run() async throws {
    guard let second else { return try survey() }
    let (a, b) = (try NPY.read(URL(filePath: first)), try NPY.read(URL(filePath: second)))
    let findings = try await FeatureFindings(a, b, model: model, configuration: engine.configuration)
    if result.json {
      try Console.json(findings)
    } else {
      for line in findings.lines { Console.result(line) }
    }
    guard findings.comparison.areInterchangeable else { throw ExitCode.failure }
  }

  /// Tells what features hold, and what is wrong with them.
  private func survey() throws {
    let files = try FeatureFiles.named([first])
    var progress = ProgressLine(onTerminal: "Reading", total: files.count, unit: "videos")
    let survey = FeatureSurvey(files) { progress.update(done: $0) }
    progress.finish()
    for line in survey.lines + survey.findings.lines { Console.result(line) }
    let count = survey.findings.problems.count
    guard count == 0 else {
      throw CommandError("\(count) problem\(count == 1 ? "" : "s") found, marked with ✗ above")
    }
    Console.result("✓ nothing wrong")
  }
}
