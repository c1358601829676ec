import ArgumentParser
import VigilModels

/// Which networks to run, and the preprocessing of their input.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: """
      A NAME.vigil folder, or a name that `vigil models list` shows. Give it twice when extractor and detector \
      are in different folders. `test-weights` is always there, and its scores mean nothing.
      """)
  var models: [String] = []

  @OptionGroup
  var preprocessing: PreprocessingOptions

  /// The networks and the preprocessing.
  func selection() throws -> ModelSelection {
    guard !models.isEmpty else {
      throw CommandError(
        "no model was given; add --model NAME (vigil models list shows them), or --model test-weights to try the pipeline"
      )
    }
    return try ModelSelection(named: models, preset: preprocessing.preset, crops: preprocessing.crops)
  }
}

/// The model that a command is about.
struct ModelArgument: ParsableArguments {
  @Argument(help: "A NAME.vigil folder, or a name that `vigil models list` shows.")
  var model: String
}
