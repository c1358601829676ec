import ArgumentParser
import VigilTraining

/// How a detector is trained step by step; what is not given is the recipe's.
struct StepOptions: ParsableArguments {
  @Option(help: "A model whose detector to start from.")
  var from: String?

  @Option(help: "Number of training steps.")
  var steps: Int?

  @Option(help: "Videos of each class per step.")
  var batch: Int?

  @Option(help: "Initial learning rate.")
  var learningRate: Double?

  @Option(help: "Fraction of the initial learning rate that is left in the last step.")
  var finalRate: Double?

  @Option(help: "Weight decay.")
  var weightDecay: Double?

  @Option(help: "Save the training state every N steps.")
  var saveEvery = 500

  @Flag(help: "Resume the training of this output, with its own hyperparameters.")
  var resume = false

  func validate() throws {
    try requireCounts([("steps", steps), ("batch", batch), ("save-every", saveEvery)])
    for (name, value) in [
      ("learning-rate", learningRate), ("final-rate", finalRate), ("weight-decay", weightDecay),
    ] {
      try require((0...1).contains(value ?? 0), "--\(name) takes a number from 0 to 1")
    }
  }

  /// The options that say how steps are taken, as far as they are used.
  var used: [String] {
    let options: [(String, Bool)] = [
      ("--steps", steps != nil), ("--batch", batch != nil), ("--learning-rate", learningRate != nil),
      ("--final-rate", finalRate != nil), ("--weight-decay", weightDecay != nil), ("--from", from != nil),
      ("--resume", resume),
    ]
    return options.filter(\.1).map(\.0)
  }

  /// Overrides what a recipe says.
  func change(_ settings: inout TrainingSettings) {
    if let steps { settings.steps = steps }
    if let batch { settings.videosPerClass = batch }
    if let learningRate { settings.learningRate = learningRate }
    if let finalRate { settings.finalLearningRateShare = finalRate }
    if let weightDecay { settings.weightDecay = weightDecay }
  }
}
