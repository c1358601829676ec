import ArgumentParser
import Foundation
import VigilDetection
import VigilTensorFiles

/// `vigil doctor features A.npy B.npy`.
struct DoctorFeatures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Says how two feature files of the same video differ, and why.",
    discussion: """
      Length policy, crop order, normalisation scale, preprocessing, weights: each leaves its own trace. \
      Ends with status 1 when the two are not interchangeable.
      """)

  @Argument(help: "Features of a video, [snippets, crops, features].")
  var first: String

  @Argument(help: "Other features of the same video.")
  var second: String

  @Flag(help: "The findings as one JSON object.")
  var json = false

  func run() throws {
    let comparison = FeatureComparison(
      try NPY.read(URL(filePath: first)), try NPY.read(URL(filePath: second)))
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      Console.result(String(decoding: try encoder.encode(comparison), as: UTF8.self))
    } else {
      for difference in comparison.differences { Console.result(difference.explanation) }
      if comparison.differences.isEmpty { Console.result("the two are equal") }
    }
    guard comparison.areInterchangeable else { throw ExitCode.failure }
  }
}
