import Foundation
import VigilCore
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTraining

/// A linear fit from features to a model.
struct LinearTrainJob {
  private let job: TrainJob
  private let options: Train

  init(_ job: TrainJob) {
    self.job = job
    options = job.options
  }

  func run() throws {
    let (normal, abnormal) = try job.videos.files()
    try job.checkDestination()
    let set = try FeatureSet(normal: normal, abnormal: abnormal)
    let preprocessing = try job.preprocessing(of: normal + abnormal, crops: set.crops)
    let interruption = Interruption { Console.diagnostic("stopping: an unfinished fit is not kept") }
    let fit = try fit(set, interruption.stop)
    guard !interruption.stop.isRequested else { throw Self.interrupted }
    let model = try write(fit, set, preprocessing)
    Console.result(
      "made \(model.url.path): fitted to \(fit.samples) snippets of \(set.normal.count) normal and \(set.abnormal.count) "
        + "abnormal videos by \(fit.usedFeatures) features in \(fit.steps) steps, mean loss \(NumberText.fixed(fit.loss, decimals: 4))"
    )
  }

  private static let interrupted = CommandError("interrupted before the end of the fit; nothing is kept")

  private func fit(_ set: FeatureSet, _ stop: StopRequest) throws -> LinearFit {
    func check() throws {
      if stop.isRequested { throw Self.interrupted }
    }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Reading", total: set.normal.count + set.abnormal.count, unit: "videos",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    let penalty =
      options.sparsity.map { LinearFit.Penalty.absolutes(share: $0) } ?? .squares(options.penalty ?? 5)
    return try LinearFit(
      set, penalty: penalty, seed: options.seed,
      progress: { done in
        progress.update(done: done)
        try check()
      }, check: check)
  }

  private func write(_ fit: LinearFit, _ set: FeatureSet, _ preprocessing: Preprocessing) throws
    -> ModelFolder
  {
    var writer = try ModelFolderWriter(job.destination, replace: options.replace)
    try job.addExtractor(of: set, to: &writer)
    try writer.add(.rtfm(RTFM(features: set.size)), fit.weights)
    return try writer.finish(
      ModelSettings(
        name: job.destination.deletingPathExtension().lastPathComponent, preprocessing: preprocessing,
        threshold: options.threshold, createdBy: "vigil \(VigilVersion.current)"
      ))
  }
}
