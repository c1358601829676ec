public import Foundation
public import VigilCore
import VigilDatasets
public import VigilInference
public import VigilNetworks
import VigilTensorFiles
public import VigilTorch

/// Trains RTFM on stored features, step by step.
///
/// Videos are pooled to segments once, into a file that steps read from: memory holds one batch, however large
/// the set is. Compressed archives (`.npz`) are the exception: they are unpacked when they are opened, and stay.
public final class TrainingRun {
  /// The hyperparameters.
  public let settings: TrainingSettings
  /// The results of validations so far.
  public internal(set) var summary = ValidationSummary()
  /// The weights of the best checkpoint on held-out videos; nil before there is one.
  public internal(set) var bestWeights: Weights?
  let validationSet: FeatureSet?
  let test: TestSet?
  private let sampler: BatchSampler
  private let pooled: MappedNPY
  private let normalCount: Int
  private let trainer: RTFMTrainer

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - pooled: a file that `pool` made from `sets.training`.
  ///   - weights: the initial weights; random ones if nil.
  /// - Throws: `badData` if the file is of another set; `TorchError`.
  public init(
    _ sets: TrainingSets, pooled: URL, settings: TrainingSettings, weights: Weights? = nil,
    on device: ComputeDevice = .cpu, plugin: TorchPlugin
  ) throws {
    let (set, mapped) = (sets.training, try MappedNPY(pooled))
    let shape = [set.normal.count + set.abnormal.count, set.crops, settings.segments, set.size]
    guard mapped.shape == shape else {
      throw TrainingError(
        .badData, "\(pooled.path) has the shape \(mapped.shape), not \(shape); remove it and run again")
    }
    var settings = settings
    settings.videos = sets.fingerprint
    self.settings = settings
    self.pooled = mapped
    validationSet = sets.validation
    test = sets.test
    normalCount = set.normal.count
    sampler = BatchSampler(settings: settings, normal: set.normal.count, abnormal: set.abnormal.count)
    let detector = try weights.map { try RTFM(of: $0) } ?? RTFM.published(features: set.size)
    let graph = detector.trainingGraph(dropout: settings.dropout)
    let network = try Network(graph, weights ?? .initial(for: graph, seed: settings.seed))
    trainer = try RTFMTrainer(
      TorchNetwork(network, on: device, plugin: plugin), loss: settings.loss,
      weightDecay: settings.weightDecay)
  }

  /// Resumes from a state, which determines the settings.
  ///
  /// - Throws: `badState` if the videos are not those that it was begun with.
  public convenience init(
    _ sets: TrainingSets, pooled: URL, resuming state: TrainingState, on device: ComputeDevice = .cpu,
    plugin: TorchPlugin
  ) throws {
    try state.verify(sets)
    try self.init(
      sets, pooled: pooled, settings: state.settings, weights: state.weights, on: device, plugin: plugin)
    try trainer.resume(state.adam)
    summary = state.summary
    bestWeights = state.best
  }

  /// Steps made so far.
  public var steps: Int { trainer.steps }

  /// Makes one step and returns the terms of the loss before it.
  public func step() throws -> RTFMLoss.Terms {
    let (normal, abnormal) = sampler.videos(step: steps)
    var values: [Float] = []
    values.reserveCapacity((normal.count + abnormal.count) * pooled.rowShape.reduce(1, *))
    for row in normal + abnormal.map({ $0 + normalCount }) {
      pooled.withRow(row) { span in span.withUnsafeBufferPointer { values.append(contentsOf: $0) } }
    }
    // Else every video that a step has seen stays in memory, in the end the whole set.
    pooled.release()
    return try trainer.step(
      RTFMTrainer.Batch(
        features: Tensor(shape: [normal.count + abnormal.count] + pooled.rowShape, values: values),
        keep: sampler.keep(step: steps), seed: sampler.seed(step: steps),
        learningRate: settings.learningRate(step: steps)))
  }

  /// The current weights.
  public func weights() throws -> Weights { try trainer.network.weights() }

  /// Runs the network with the current weights in inference mode.
  func run(_ features: Tensor) throws -> [String: Tensor] { try trainer.network.run(features) }

  /// The state needed to resume from here.
  public func state() throws -> TrainingState {
    // First, since LibTorch gives memory back for it.
    let adam = try trainer.state()
    return TrainingState(
      settings: settings, weights: try weights(), adam: adam, summary: summary, best: bestWeights)
  }

  /// Pools all videos of a set into one file, [videos, crops, segments, F], normal ones first.
  ///
  /// - Parameters:
  ///   - stop: checked after each video.
  ///   - progress: called after each video with the number done.
  /// - Throws: `badData` for a non-finite value; `interrupted`, and then there is no file; `TensorFileError` if the
  ///   file cannot be written.
  public static func pool(
    _ set: FeatureSet, segments: Int, to url: URL, stop: StopRequest = StopRequest(),
    progress: (Int) -> Void = { _ in }
  ) throws {
    var writer = try NPYWriter(url, rowShape: [set.crops, segments, set.size])
    for (index, video) in (set.normal + set.abnormal).enumerated() {
      let tensor = SegmentPooling.pooled(video.features, segments: segments)
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw TrainingError(
          .badData,
          video.nonFiniteComplaint ?? "\(video.url.path) has values too large to average; extract it again")
      }
      try writer.append(tensor.values)
      video.features.release()
      progress(index + 1)
      guard !stop.isRequested else { throw TrainingError.beforeFirstStep }
    }
    try writer.finish()
  }
}
