import Foundation
public import VigilCore
import VigilDatasets
public import VigilNetworks
import VigilPreprocessing
import VigilTorch

/// A training from files of features to a model, which can be ended early and resumed.
public struct TrainingJob: Sendable {
  /// How a training ended.
  public struct Outcome: Sendable {
    /// The model: the best checkpoint on held-out videos, or the last where there is none.
    public var model: ModelFolder
    /// Steps made, and those asked for.
    public var steps, totalSteps: Int
    /// What validations found.
    public var summary: ValidationSummary
    /// Signs that the detector is dead or exploding, a sentence each.
    public var warnings: [String] = []
  }

  let configuration: TrainingConfiguration

  var folder: TrainingFolder { configuration.destination.folder }

  /// Prepares a training.
  public init(_ configuration: TrainingConfiguration) {
    self.configuration = configuration
  }

  /// Fails before hours of work if there is no plug-in, or the model cannot be put in its place.
  ///
  /// - Throws: `TorchError.pluginMissing`; `TrainingError`.
  public func check() throws {
    _ = try TorchPlugin()
    try configuration.destination.check(resume: configuration.resume)
  }

  /// Trains until all steps are made or `stop` is asked for; either way what was reached becomes a model, and the folder of the
  /// training has what it takes to go on and a page.
  ///
  /// - Parameters:
  ///   - stop: ends the training early.
  ///   - report: told what happens.
  /// - Throws: `TorchError`; `DatasetError`, `TrainingError` and `EvaluationError` with what is wrong with the files;
  ///   `TrainingError.interrupted` before the first step.
  public func run(stop: StopRequest, report: (TrainingEvent) -> Void = { _ in }) throws -> Outcome {
    let plugin = try TorchPlugin(threads: configuration.threads)
    _ = try plugin.name(of: configuration.device)
    let (normal, abnormal) = try configuration.source.files()
    try configuration.destination.check(resume: configuration.resume)
    let state = configuration.resume ? try TrainingState(reading: folder.state) : nil
    let settings = state?.settings ?? configuration.settings
    let validation = try configuration.validation.validation(settings)
    let test = try configuration.validation.testSet()
    let sets = try TrainingSets(
      TrainingSets.Files(normal: normal, abnormal: abnormal, validation: validation, test: test))
    try state?.verify(sets)
    var others = test?.features ?? []
    if case .given(let normal, let abnormal) = validation { others += normal + abnormal }
    let preprocessing = try Preprocessing(
      ofNormal: normal, abnormal: abnormal, others: others, crops: sets.training.crops,
      preset: configuration.preset)
    let beginning = try startingWeights(features: sets.training.size)

    try folder.make()
    try pool(sets.training, segments: settings.segments, stop, report)
    let run =
      if let state {
        try TrainingRun(
          sets, pooled: folder.pooled, resuming: state, on: configuration.device, plugin: plugin)
      } else {
        try TrainingRun(
          sets, pooled: folder.pooled, settings: settings, weights: beginning, on: configuration.device,
          plugin: plugin)
      }
    report(.began(sets, step: run.steps, of: run.settings.steps, libTorch: plugin.version))
    var health = TrainingHealth()
    try train(run, stop, &health, report)
    try run.state().write(to: folder.state)
    let model = try configuration.destination.write(
      run.bestWeights ?? run.weights(), of: sets.training, preprocessing,
      replace: configuration.destination.replace || configuration.resume,
      training: provenance(run, sets, libTorch: plugin.version))
    if run.steps >= run.settings.steps, !run.isValidationDue {
      try? FileManager.default.removeItem(at: folder.pooled)
    }
    try writePage(run, sets, preprocessing, health.warnings, libTorch: plugin.version)
    return Outcome(
      model: model, steps: run.steps, totalSteps: run.settings.steps, summary: run.summary,
      warnings: health.warnings)
  }

  private func startingWeights(features: Int) throws -> Weights? {
    guard let start = configuration.start, !configuration.resume else { return nil }
    let detector = try start.folder.detector()
    let taken = detector.graph.inputs[0].shape.last
    guard taken?.size == features else {
      throw TrainingError(
        .badData,
        "the detector of \(start.name) takes \(taken.map { "\($0)" } ?? "?") features, the files have \(features)"
      )
    }
    return detector.weights
  }

  /// Pools all videos into segments, unless an interrupted training of this output already did.
  private func pool(
    _ set: FeatureSet, segments: Int, _ stop: StopRequest, _ report: (TrainingEvent) -> Void
  ) throws {
    if configuration.resume, FileManager.default.fileExists(atPath: folder.pooled.path) { return }
    let total = set.normal.count + set.abnormal.count
    report(.read(videos: 0, of: total))
    try TrainingRun.pool(set, segments: segments, to: folder.pooled, stop: stop) { done in
      report(.read(videos: done, of: total))
    }
  }
}
