import ArgumentParser
import VigilInference
import VigilModels
import VigilNetworks

/// `vigil optimize MODEL…`.
struct Optimize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Makes a model that computes in 8-bit integers or 16-bit floats, and measures what that costs on your own clips.",
    discussion: """
      In 8-bit integers: runs the model on clips of your cameras to measure its activation ranges, quantises weights and activations to 8 bits, \
      and compares features and scores with the original's on other clips. In 16-bit floats: only compares. A model that drifts too far is not written.
      """)

  @Argument(help: "The model, or two that together have the extractor and the detector.")
  var models: [String]

  @Option(help: "Number format: int8, or fp16 where the processor supports it.")
  var precision = Precision.int8

  @Option(parsing: .upToNextOption, help: "Videos to calibrate int8 on, and folders of them.")
  var calibrate: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "Other videos to compare on, and folders of them; every fourth of --calibrate if not given.")
  var holdOut: [String] = []

  @OptionGroup
  var new: NewModelOptions

  @Option(
    help: "A manifest (vigil dataset) with the anomalies of the held-out videos, to report the change of AUC."
  )
  var manifest: String?

  @Option(help: "Largest allowed mean change of the scores.")
  var maxDrift = 0.01

  @Option(help: "Smallest allowed mean cosine similarity of the features before and after: 0 to 1.")
  var minCosine = 0.995

  @Option(help: "Snippets to calibrate on, spread over the videos: 1 to 64.")
  var snippets = 16

  @Option(help: "Snippets to compare, from the beginning of each held-out video in equal parts.")
  var holdOutSnippets = 32

  @Option(
    help: "How activation ranges are chosen: mse, max, or a percentile of the non-zero values, such as 99.99."
  )
  var range = "mse"

  @Option(help: "Factor by which calibrated ranges are widened: 1 to 4.")
  var headroom = 1.5

  @Option(help: "Bits per weight: 7 for every processor, 8 for those with int8 dot products.")
  var weightBits = 7

  @OptionGroup
  var preprocessing: PreprocessingOptions

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  /// The number format of the new model's extractor.
  enum Precision: String, CaseIterable, ExpressibleByArgument {
    case int8, fp16
  }

  func validate() throws {
    switch precision {
    case .int8:
      guard !calibrate.isEmpty else {
        throw ValidationError("8-bit integers need --calibrate VIDEO…, clips of your own cameras")
      }
    case .fp16:
      guard calibrate.isEmpty, !holdOut.isEmpty else {
        throw ValidationError(
          "16-bit floats are not calibrated: give the clips to compare on with --hold-out VIDEO…")
      }
    }
    guard (0...1).contains(maxDrift), (0...1).contains(minCosine) else {
      throw ValidationError("--max-drift and --min-cosine take a number from 0 to 1")
    }
    guard (1...64).contains(snippets), (1...4096).contains(holdOutSnippets) else {
      throw ValidationError("--snippets takes a number from 1 to 64, --hold-out-snippets one from 1 to 4096")
    }
    guard rangeRule != nil else {
      throw ValidationError("--range takes mse, max or a percentile above 50, such as 99.99")
    }
    guard (1...4).contains(headroom) else {
      throw ValidationError("--headroom takes a number from 1 to 4")
    }
    try engine.verify { try $0.validate(optimizingTo: precision == .int8 ? .int8 : .fp16) }
    guard [7, 8].contains(weightBits) else { throw ValidationError("--weight-bits takes 7 or 8") }
  }

  /// The rule that `--range` names, if it is one.
  var rangeRule: RangeRule? { RangeRule(range) }

  func run() async throws {
    try await OptimizeJob(self).run()
  }
}
