public import ArgumentParser
import VigilModels
import VigilNetworks
public import VigilPreprocessing

/// Which networks to run, and the preprocessing of their input.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: """
      A NAME.vigil folder, or a name that `vigil models list` shows. Give it twice when extractor and detector \
      are in different folders. `test-weights` is always there, and its scores mean nothing.
      """)
  var models: [String] = []

  @Option(help: "Preset: how frames become crops; the model's own, else rtfm, if not given.")
  var preset: Preset?

  @Option(help: "Crops per frame: 10, 5 or 1; the model's own, else 10, if not given.")
  var crops: CropCount?

  /// The networks and the preprocessing.
  func selection() throws -> ModelSelection {
    guard !models.isEmpty else {
      throw CommandError(
        "no model was given; add --model NAME (vigil models list shows them), or --model test-weights to try the pipeline"
      )
    }
    return try ModelSelection(named: models, preset: preset, crops: crops)
  }
}

extension Preset: ExpressibleByArgument {}
extension CropCount: ExpressibleByArgument {}
