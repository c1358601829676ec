import Foundation
import Logging
import VigilCore
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTorch
import VigilTraining

/// A training from features to a model.
struct TrainJob {
  let options: Train
  let log: Logger
  let destination: URL
  let folder: TrainingFolder

  init(options: Train) throws {
    self.options = options
    log = options.log.logger("train")
    destination = URL(filePath: options.output)
    folder = TrainingFolder(beside: destination)
  }

  /// The videos to train on.
  var videos: TrainingVideos {
    TrainingVideos(options: options, features: folder.url.appending(path: "features"))
  }

  /// Fails before hours of work if there is no plug-in, or the model cannot be put in its place.
  func check() throws {
    if options.recipe != .linear { _ = try TorchPlugin() }
    try checkDestination()
  }

  func run() throws {
    let plugin = try TorchPlugin(threads: options.threads)
    _ = try plugin.name(of: options.device)
    let (normal, abnormal) = try videos.files()
    try checkDestination()
    let state = options.resume ? try TrainingState(reading: folder.state) : nil
    let plan = state?.plan ?? options.plan
    let (validation, test) = (try options.validation.files(plan), try options.validation.testFiles())
    let sets = try TrainingSets(
      TrainingSets.Files(normal: normal, abnormal: abnormal, validation: validation, test: test))
    try state?.verify(sets)
    var read = normal + abnormal + (test?.features ?? [])
    if case .given(let normal, let abnormal) = validation { read += normal + abnormal }
    let preprocessing = try self.preprocessing(of: read, crops: sets.training.crops)
    let beginning = try startingWeights(features: sets.training.size)

    try folder.make()
    let interruption = Interruption {
      Console.diagnostic("stopping: progress is kept; press Ctrl-C again to quit at once")
    }
    try pool(sets.training, segments: plan.segments, interruption)
    let run =
      if let state {
        try TrainingRun(sets, pooled: folder.pooled, resuming: state, on: options.device, plugin: plugin)
      } else {
        try TrainingRun(
          sets, pooled: folder.pooled, plan: plan, weights: beginning, on: options.device, plugin: plugin)
      }
    log.info(
      "training",
      metadata: [
        "normal": "\(sets.training.normal.count)", "abnormal": "\(sets.training.abnormal.count)",
        "held out": "\((sets.validation?.normal.count ?? 0) + (sets.validation?.abnormal.count ?? 0))",
        "test": "\(sets.test?.videos.count ?? 0)", "crops": "\(sets.training.crops)",
        "features": "\(sets.training.size)", "libtorch": "\(plugin.version)", "step": "\(run.steps)",
      ])
    try train(run, interruption)
    try run.state().write(to: folder.state)
    let model = try write(run, sets.training, preprocessing)
    if run.steps >= run.plan.steps, !run.isValidationDue {
      try? FileManager.default.removeItem(at: folder.pooled)
    }
    try report(run, sets, preprocessing, libTorch: plugin.version)
    say(model, run)
  }

  /// Pools all videos into segments, unless an interrupted training of this output already did.
  private func pool(_ set: FeatureSet, segments: Int, _ interruption: Interruption) throws {
    if options.resume, FileManager.default.fileExists(atPath: folder.pooled.path) { return }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Reading", total: set.normal.count + set.abnormal.count, unit: "videos",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    try TrainingRun.pool(set, segments: segments, to: folder.pooled) { done in
      progress.update(done: done)
      if interruption.stop.isRequested { throw CommandError("interrupted before the first step") }
    }
    progress.finish()
  }

  /// Writes the checkpoint that is best on held-out videos, or the last if there are none.
  private func write(_ run: TrainingRun, _ set: FeatureSet, _ preprocessing: Preprocessing) throws
    -> ModelFolder
  {
    var writer = try ModelFolderWriter(destination, replace: options.replace || options.resume)
    try addExtractor(of: set, to: &writer)
    try writer.add(.rtfm(RTFM(features: set.size)), run.bestWeights ?? run.weights())
    return try writer.finish(
      ModelSettings(
        name: destination.deletingPathExtension().lastPathComponent, preprocessing: preprocessing,
        threshold: options.threshold, createdBy: "vigil \(VigilVersion.current)"
      ))
  }

  /// Reports the model, and how good it is by each way of choosing a checkpoint.
  private func say(_ model: ModelFolder, _ run: TrainingRun) {
    let made = "made \(model.url.path) after \(run.steps) of \(run.plan.steps) steps"
    func text(_ area: Double?) -> String { area.map { NumberText.fixed($0, decimals: 4) } ?? "unknown" }
    if let picked = run.summary.picked {
      Console.result(
        "\(made), from step \(picked.steps): the best on held-out videos, video-level AUC \(text(picked.videoAUC))"
      )
    } else {
      Console.result(made)
    }
    guard let best = run.summary.bestOnTest, let last = run.summary.last else { return }
    if let picked = run.summary.picked {
      Console.result(
        "test AUC \(text(picked.testAUC)) (honest: of step \(picked.steps), chosen on held-out videos)")
    } else {
      Console.result(
        "test AUC \(text(last.testAUC)) (honest: of step \(last.steps), the last; nothing was chosen)")
    }
    Console.result(
      "test AUC \(text(best.testAUC)) (published protocol: of step \(best.steps), chosen on the test set itself)"
    )
  }
}
