public import ArgumentParser
public import VigilCore
public import VigilMedia
import VigilPipeline
import VigilSinks

/// `vigil detect SOURCE`.
struct Detect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores a video, a stream or a camera, snippet by snippet.",
    discussion: """
      SOURCE is a video file, a folder of frames, rtsp://…, http(s)://…, a camera such as /dev/video0, or a generated \
      picture such as lavfi:testsrc=duration=4. A score lies between 0 (normal) and 1 (abnormal). Ctrl-C ends a run cleanly.
      """)

  @Argument(help: "The source.")
  var source: String

  @OptionGroup
  var detection: DetectionOptions

  @Option(help: "A threshold file for this camera, made by vigil models calibrate --output.")
  var calibration: String?

  @Flag(
    help:
      "Cascade: extract all crops only for snippets whose centre crop scores above the model's bound.")
  var cascade = false

  @Option(help: "The bound of the cascade, instead of the model's; 0 skips no crop.")
  var cascadeBound: Float?

  @Flag
  var mode: DetectionMode?

  @Flag(help: "Score a recording both online and offline, and report how the scores differ.")
  var compare = false

  @Option(help: "The folder for scores.json, scores.csv, events.json and report.html.")
  var output: String?

  @Flag(help: "Also write annotated.mp4: score at the top left, red border above the threshold, sound kept.")
  var video = false

  @Flag(help: "Print results as JSON lines as they are made.")
  var json = false

  @Flag(help: "Print the expected memory before the work begins, and the measured memory at the end.")
  var explainMemory = false

  @Flag(help: "Show the live picture, score and border in a window.")
  var display = false

  @Option(help: "Stop after this many snippets.")
  var snippets: Int?

  @Option(help: "Play a recording this many times, or `forever`.")
  var loop = PlayCount.times(1)

  @Option(help: "Frames per second of a folder of frames, which do not say.")
  var frameRate = 25.0

  @Option(help: "Seconds without a frame after which a stream counts as lost.")
  var silenceLimit = 10.0

  @OptionGroup
  var connection: ConnectionOptions

  @Flag(
    help:
      "Wait for a source that is not there yet for as long as it takes; it is tried three times if not given."
  )
  var wait = false

  @Flag(
    help: "Play a recording as a camera would give it: at its own pace, skipping what is not scored in time.")
  var live = false

  @OptionGroup(title: "Rotation of results")
  var rotation: RotationOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard (snippets ?? 1) >= 1 else { throw ValidationError("--snippets takes a number of at least 1") }
    guard silenceLimit.isFinite, silenceLimit >= 0.1 else {
      throw ValidationError("--silence-limit takes at least 0.1 seconds")
    }
    try requireFrameRate(frameRate)
    guard calibration == nil || detection.events.threshold == nil else {
      throw ValidationError("--calibration and --threshold exclude each other; leave out one")
    }
    guard (0...1).contains(cascadeBound ?? 0) else {
      throw ValidationError("--cascade-bound takes a score from 0 to 1")
    }
    guard detection.networks.engine.streams == nil || !cascade && cascadeBound == nil else {
      throw ValidationError(
        "a cascade computes one crop at a time, with all threads; leave out --streams, --cascade or --cascade-bound"
      )
    }
    guard rotation.keep == nil || output != nil else {
      throw ValidationError("--keep limits the result folders in a folder; add --output DIR")
    }
    guard rotation.rotate?.seconds == nil || output != nil else {
      throw ValidationError("--rotate divides the results in a folder; add --output DIR")
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

extension PlayCount: ExpressibleByArgument {}
extension RTSPTransport: ExpressibleByArgument {}
