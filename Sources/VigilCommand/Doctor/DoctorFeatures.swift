import ArgumentParser
import Foundation
import VigilCore
import VigilDetection
import VigilModels
import VigilNetworks
import VigilReport
import VigilTensorFiles

/// `vigil doctor features A.npy B.npy`.
struct DoctorFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Explains how two feature files of the same video differ.",
    discussion: """
      Length policy, crop order, normalisation scale, preprocessing and weights each leave their own trace. \
      Ends with status 1 if the two are not interchangeable.
      """)

  @Argument(help: "Features of a video, [snippets, crops, features].")
  var first: String

  @Argument(help: "Other features of the same video.")
  var second: String

  @Option(help: "Score both with the detector of this model, and report how far the scores are apart.")
  var model: String?

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func run() async throws {
    let (a, b) = (try NPY.read(URL(filePath: first)), try NPY.read(URL(filePath: second)))
    let findings = try await FeatureFindings(a, b, model: model, configuration: engine.configuration)
    if result.json {
      try Console.json(findings)
    } else {
      for line in findings.lines { Console.result(line) }
    }
    guard findings.comparison.areInterchangeable else { throw ExitCode.failure }
  }
}
