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

  @Flag(help: "Print the findings as one JSON object.")
  var json = false

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func run() async throws {
    let (a, b) = (try NPY.read(URL(filePath: first)), try NPY.read(URL(filePath: second)))
    let comparison = FeatureComparison(a, b)
    var scores: ScoreComparison?
    if let model {
      scores = try await FeatureScoring(model: model).difference(a, b, configuration: engine.configuration)
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let findings = Findings(comparison: comparison, scores: scores)
      Console.result(String(decoding: try encoder.encode(findings), as: UTF8.self))
    } else {
      for difference in comparison.differences { Console.result(difference.explanation) }
      if comparison.differences.isEmpty { Console.result("the two are equal") }
      if let scores { Console.result(line(scores)) }
    }
    guard comparison.areInterchangeable else { throw ExitCode.failure }
  }

  private func line(_ scores: ScoreComparison) -> String {
    "scores differ by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on average, at most "
      + "\(NumberText.fixed(Double(scores.maximumDifference), decimals: 4)); \(scores.changedSides) of "
      + "\(scores.snippets) snippets change side of \(scores.threshold)"
  }

  /// The findings for programs.
  private struct Findings: Encodable {
    var comparison: FeatureComparison
    var scores: ScoreComparison?

    private enum CodingKeys: CodingKey { case scores }

    /// Writes one flat object.
    func encode(to encoder: any Encoder) throws {
      try comparison.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(scores, forKey: .scores)
    }
  }
}
