import ArgumentParser

/// The manifest that a command is about.
struct ManifestArgument: ParsableArguments {
  @Argument(help: "The manifest, .csv.")
  var manifest: String
}

/// How long videos are of which only the frames are known.
struct FrameRateOptions: ParsableArguments {
  @Option(help: "Frame rate of videos that were not opened, for their length in hours.")
  var frameRate = 30.0

  func validate() throws { try requireFrameRate(frameRate) }
}

/// Refuses what no frame rate can be.
func requireFrameRate(_ rate: Double) throws {
  try require(rate.isFinite && rate > 0 && rate <= 1000, "--frame-rate takes a number up to 1000")
}
