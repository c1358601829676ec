public import ArgumentParser
public import VigilCore
import VigilMedia
import VigilPipeline

/// `vigil detect SOURCE`.
struct Detect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores a video, a stream or a camera, snippet by snippet.",
    discussion: """
      SOURCE is a video file, rtsp://…, http(s)://…, a camera such as /dev/video0, or a computed picture such as \
      lavfi:testsrc=duration=4. A score lies between 0 (normal) and 1 (abnormal). Ctrl-C ends a run cleanly.
      """)

  @Argument(help: "What to watch.")
  var source: String

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @OptionGroup(title: "Events")
  var events: EventOptions

  @Option(help: "A file of vigil models calibrate with this camera's threshold.")
  var calibration: String?

  @Flag(
    help:
      "Extract all crops only of snippets whose centre crop is not scored clearly low, by the model's bound.")
  var cascade = false

  @Option(help: "The bound of the cascade, instead of the model's; 0 leaves out no crop.")
  var cascadeBound: Float?

  @Flag
  var mode: DetectionMode?

  @Option(help: "Snippets that the online detector sees at once.")
  var window = 32

  @Flag(help: "Score a recording both ways and say how they differ.")
  var compare = false

  @Option(help: "The folder for scores.json, scores.csv, events.json and report.html.")
  var output: String?

  @Flag(help: "Also write annotated.mp4: score at the top left, red border above the threshold, sound kept.")
  var video = false

  @Flag(help: "Print what happens as JSON lines while it happens.")
  var json = false

  @Flag(help: "Print what takes how much memory before the work begins, and what was measured when it ends.")
  var explainMemory = false

  @Flag(help: "Show the live view, score and border in a window.")
  var display = false

  @Option(help: "End after so many snippets.")
  var snippets: Int?

  @Option(help: "Play a recording so many times, or `forever`.")
  var loop = LoopCount.times(1)

  @Option(help: "Seconds without a frame after which a stream counts as lost.")
  var silenceLimit = 10.0

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard (1...4096).contains(window) else { throw ValidationError("--window takes 1 to 4096 snippets") }
    guard (snippets ?? 1) >= 1 else { throw ValidationError("--snippets takes a number of at least 1") }
    guard silenceLimit.isFinite, silenceLimit >= 0.1 else {
      throw ValidationError("--silence-limit takes at least 0.1 seconds")
    }
    guard calibration == nil || events.threshold == nil else {
      throw ValidationError("--calibration and --threshold exclude each other; leave out one")
    }
    guard (0...1).contains(cascadeBound ?? 0) else {
      throw ValidationError("--cascade-bound takes a score from 0 to 1")
    }
    guard engine.streams == nil || !cascade && cascadeBound == nil else {
      throw ValidationError(
        "a cascade computes one crop at a time, with all threads; leave out --streams, --cascade or --cascade-bound"
      )
    }
    guard !video || output != nil else {
      throw ValidationError("--video writes annotated.mp4 into a folder; add --output DIR")
    }
  }

  func run() async throws {
    try await DetectJob(self).run()
  }
}

extension DetectionMode: EnumerableFlag {
  /// The help of each flag.
  public static func help(for value: DetectionMode) -> ArgumentHelp? {
    switch value {
    case .offline: "Score all snippets in one pass at the end, as published; the default for files."
    case .online: "Score each snippet as soon as it ends; the default for streams and cameras."
    }
  }
}

/// How often a recording is played.
enum LoopCount: ExpressibleByArgument {
  case times(Int), forever

  init?(argument: String) {
    if argument == "forever" {
      self = .forever
    } else if let count = Int(argument), count >= 1 {
      self = .times(count)
    } else {
      return nil
    }
  }

  /// The count; nil means for ever.
  var plays: Int? {
    switch self {
    case .times(let count): count
    case .forever: nil
    }
  }

  var defaultValueDescription: String { plays.map(String.init) ?? "forever" }
}
