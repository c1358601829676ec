import ArgumentParser
import Foundation

/// The form of a result.
struct ResultOptions: ParsableArguments {
  @Flag(help: "Print the result as one JSON object.")
  var json = false
}

/// What becomes of an earlier output.
struct ReplaceOptions: ParsableArguments {
  @Flag(help: "Replace the output if it is already there.")
  var replace = false
}

/// The model that a command makes.
struct NewModelOptions: ParsableArguments {
  @Option(help: "The model to make; its name ends in .vigil.")
  var output: String

  @OptionGroup
  var replacing: ReplaceOptions

  func validate() throws {
    try require(
      output.hasSuffix(".vigil"), "--output takes the name of a model folder, such as \(output).vigil")
  }

  /// The folder of the model.
  var url: URL { URL(filePath: output) }

  /// Whether an earlier model is replaced.
  var replace: Bool { replacing.replace }
}

/// The threshold of a new model.
struct NewThresholdOptions: ParsableArguments {
  @Option(help: "Score from which a snippet counts as abnormal, kept in the model; 0.7 if not given.")
  var threshold: Double?

  /// The threshold to keep.
  var value: Double { threshold ?? 0.7 }
}
