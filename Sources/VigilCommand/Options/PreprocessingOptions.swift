public import ArgumentParser
public import VigilPreprocessing

/// How frames are prepared for a model.
struct PreprocessingOptions: ParsableArguments {
  @Option(help: "Preset: how frames become crops; the model's own, else rtfm, if not given.")
  var preset: Preset?

  @Option(help: "Crops per frame: 10, 5 or 1; the model's own, else 10, if not given.")
  var crops: CropCount?
}

extension Preset: ExpressibleByArgument {}
extension CropCount: ExpressibleByArgument {}
