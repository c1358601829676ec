import ArgumentParser
import VigilCore

/// `vigil evaluate`.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures how good stored scores are, or a model on stored features.",
    discussion: """
      Scores are one array for all videos, one after another, with one number for every 16 frames; the ground truth is an array of \
      0 and 1 for each frame, or an annotation in the format of UCF-Crime. With --videos, a table of video,frames or \
      video,snippets in the order of the scores, the report adds confidence intervals, classes and single videos. With --model and \
      --features, the scores are computed here, offline as published and online as on a camera.
      """)

  @Option(help: "The scores, .npy.")
  var scores: String?

  @Option(help: "A model whose detector scores features; a NAME.vigil folder, or a name.")
  var model: String?

  @Option(parsing: .upToNextOption, help: "Features of the videos: a folder of .npy files, a list, or files.")
  var features: [String] = []

  @Option(help: "Window of the online detector, in snippets.")
  var window = 32

  @Option(
    help: "Save the scores of --model as NAME.npy, and the online ones beside them as NAME.online.npy.")
  var saveScores: String?

  @Option(help: "The labels of all frames, .npy.")
  var groundTruth: String?

  @Option(help: "Abnormal intervals and class of each video: 'Abuse028_x264.mp4 Abuse 165 240 -1 -1'.")
  var annotation: String?

  @Option(
    help: "The videos in the order of the scores: a table with the columns video and frames or snippets.")
  var videos: String?

  @Option(
    help: "A manifest (vigil dataset), whose test videos these are: their classes, ground truth and order.")
  var manifest: String?

  @Option(help: "Scores of another detector on the same videos, .npy.")
  var against: String?

  @Option(help: "Frames per score.")
  var framesPerScore = SnippetPosition.framesPerSnippet

  @Option(help: "Frame rate, for delays and hours.")
  var frameRate = 30.0

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @OptionGroup(title: "Events")
  var events: EventOptions

  @Option(help: "Bootstrap resamples for the confidence intervals.")
  var resamples = 1000

  @Option(help: "Random seed.")
  var seed: UInt64 = 1

  @Option(help: "The folder for evaluation.json and report.html.")
  var output: String?

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  func validate() throws {
    guard groundTruth != nil || annotation != nil || manifest != nil else {
      throw ValidationError(
        "give --ground-truth LABELS.npy, or --annotation FILE with --videos, or --manifest FILE")
    }
    guard annotation == nil || manifest == nil else {
      throw ValidationError("give either --annotation or --manifest, which both say what is abnormal")
    }
    guard (scores == nil) != (model == nil) else {
      throw ValidationError("give --scores SCORES.npy, or --model MODEL with --features")
    }
    guard (model == nil) == features.isEmpty else {
      throw ValidationError("--model and --features go together")
    }
    guard model != nil || saveScores == nil else {
      throw ValidationError("--save-scores needs --model")
    }
    guard saveScores?.hasSuffix(".npy") ?? true else { throw ValidationError("--save-scores takes NAME.npy") }
    guard (1...4096).contains(window) else { throw ValidationError("--window takes 1 to 4096 snippets") }
    guard model == nil || framesPerScore == SnippetPosition.framesPerSnippet else {
      throw ValidationError("--frames-per-score is for --scores; a snippet of features has 16 frames")
    }
    guard groundTruth != nil || videos != nil || manifest != nil || model != nil else {
      throw ValidationError("--annotation needs --videos, to know which scores are those of which video")
    }
    guard (1...100_000).contains(framesPerScore) else {
      throw ValidationError("--frames-per-score takes a number from 1 to 100000")
    }
    guard frameRate.isFinite, frameRate > 0, frameRate <= 1000 else {
      throw ValidationError("--frame-rate takes a number up to 1000")
    }
    guard (1...100_000).contains(resamples) else {
      throw ValidationError("--resamples takes a number from 1 to 100000")
    }
  }

  /// Where the ground truth comes from.
  var truthFiles: GroundTruthFiles {
    GroundTruthFiles(
      labels: groundTruth, annotation: annotation, videos: videos, manifest: manifest,
      framesPerScore: framesPerScore, frameRate: frameRate)
  }

  func run() async throws {
    try await EvaluateJob(options: self).run()
  }
}
