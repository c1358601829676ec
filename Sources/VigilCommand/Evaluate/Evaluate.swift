import ArgumentParser
import Foundation
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilModels
import VigilReport

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

  @OptionGroup
  var online: WindowOptions

  @Flag(help: "Score offline alone, as papers do, in a fraction of the time.")
  var offline = false

  @Option(help: "Measure scores averaged over N snippets as well, an odd number.")
  var smooth: Int?

  @Flag(help: "Rank whole videos by their labels, which needs no intervals.")
  var videoLevel = false

  @Option(
    help: "Save the scores of --model as NAME.npy, and the online ones beside them as NAME.online.npy.")
  var saveScores: String?

  @OptionGroup
  var truth: GroundTruthOptions<OwnGroundTruth>

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

  @OptionGroup
  var random: RandomOptions

  @Option(help: "The folder for evaluation.json and report.html.")
  var output: String?

  @OptionGroup
  var result: ResultOptions

  func validate() throws {
    try require(
      truth.saysWhatIsAbnormal || manifest != nil,
      "give --ground-truth LABELS.npy, or --annotation FILE with --videos, or --manifest FILE")
    try require(
      truth.annotation == nil || manifest == nil,
      "give either --annotation or --manifest, which both say what is abnormal")
    try require(
      (scores == nil) != (model == nil), "give --scores SCORES.npy, or --model MODEL with --features")
    try require((model == nil) == features.isEmpty, "--model and --features go together")
    try require(model != nil || saveScores == nil, "--save-scores needs --model")
    try require(saveScores?.hasSuffix(".npy") ?? true, "--save-scores takes NAME.npy")
    try require(
      model == nil || framesPerScore == SnippetPosition.framesPerSnippet,
      "--frames-per-score is for --scores; a snippet of features has 16 frames")
    try require(
      truth.labels != nil || truth.videos != nil || manifest != nil || model != nil,
      "--annotation needs --videos, to know which scores are those of which video")
    try require(smooth.map { $0 >= 3 && $0 % 2 == 1 } ?? true, "--smooth takes an odd number from 3")
    try require(
      !videoLevel || (against == nil && smooth == nil), "--video-level takes neither --against nor --smooth")
    try require((1...100_000).contains(framesPerScore), "--frames-per-score takes a number from 1 to 100000")
    try requireFrameRate(frameRate)
    try require((1...100_000).contains(resamples), "--resamples takes a number from 1 to 100000")
  }

  /// The files of the sets.
  var job: EvaluationJob {
    let subject: EvaluationJob.Subject =
      model.map { .model($0, features: features, keepingScores: saveScores.map { URL(filePath: $0) }) }
      ?? .scores(scores ?? "")
    var truth = truth.files(manifest: manifest, framesPerScore: framesPerScore, frameRate: frameRate)
    truth.ofWholeVideos = videoLevel
    return EvaluationJob(
      subject, against: against, truth: truth,
      rules: events.rules(modelThreshold: EventRules().threshold),
      usesModelThreshold: events.threshold == nil,
      bootstrap: Bootstrap(resamples: resamples, seed: random.seed),
      window: offline ? nil : online.window, smoothing: smooth, engine: engine.configuration)
  }

  func run() async throws {
    // Scoring can take hours, so whatever could spoil its end is checked first.
    for file in job.destinations(in: output.map { URL(filePath: $0) }) { try Destination.check(file) }
    var progress: ProgressLine?
    defer { progress?.finish() }
    let report = try await job.result { done, total in
      if progress == nil { progress = ProgressLine(onTerminal: "Scoring", total: total, unit: "snippets") }
      progress?.update(done: done)
    }
    progress?.finish()
    if let output { try EvaluationFolder(URL(filePath: output)).write(report) }
    guard !result.json else { return Console.result(report.json) }
    for line in report.text { Console.result(line) }
    for note in report.notes { Console.diagnostic("note: \(note)") }
    if let output { Console.result("report in \(output)/\(EvaluationFolder.page)") }
  }
}
