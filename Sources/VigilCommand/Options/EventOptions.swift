import ArgumentParser
import VigilCore

/// How scores become events.
struct EventOptions: ParsableArguments {
  @Option(help: "Score at which an event begins; the model's own, else 0.7, if not given.")
  var threshold: Float?

  @Option(help: "An event ends when a score falls this far below the threshold.")
  var hysteresis: Float = 0.1

  @Option(help: "Minimum length of an event, in snippets; shorter ones are dropped.")
  var minLength = 1

  @Option(help: "Events with at most this many snippets between them are merged.")
  var mergeGap = 2

  func validate() throws {
    try require(
      (threshold ?? 0).isFinite && (0...1).contains(threshold ?? 0), "--threshold takes a score from 0 to 1")
    try require((0...1).contains(hysteresis), "--hysteresis takes a number from 0 to 1")
    try require(
      minLength >= 1 && mergeGap >= 0, "--min-length takes 1 or more snippets, --merge-gap 0 or more")
  }

  /// The rules, with a model's threshold where the user gave none.
  func rules(modelThreshold: Float) -> EventRules {
    EventRules(
      threshold: threshold ?? modelThreshold, hysteresis: hysteresis, minimumLength: minLength,
      mergeGap: mergeGap)
  }
}
