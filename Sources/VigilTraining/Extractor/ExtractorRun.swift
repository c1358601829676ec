import Foundation
import VigilCore
public import VigilInference
public import VigilNetworks
import VigilPreprocessing
public import VigilTorch

/// Trains a small extractor on labelled snippets, step by step: every snippet of an abnormal video counts as abnormal.
public final class ExtractorRun {
  /// The hyperparameters.
  public let settings: ExtractorTrainingSettings
  private let archive: FrameArchive
  private let network: MotionNet
  private let graph: Graph
  private let trainer: SnippetTrainer
  private let sampler: SnippetSampler
  private let renderer: SnippetRenderer
  private let plugin: TorchPlugin
  private let device: ComputeDevice
  /// The moving average of the weights, by name.
  private var average: [String: [Float]]

  /// Prepares a training.
  ///
  /// - Throws: `badData` if a class has no video; `NetworksError`; `TorchError`.
  public init(
    _ archive: FrameArchive, settings: ExtractorTrainingSettings, network: MotionNet,
    on device: ComputeDevice = .cpu,
    plugin: TorchPlugin
  ) throws {
    for (name, isThere) in [
      ("normal", archive.labels.contains { $0 < 0.5 }), ("abnormal", archive.labels.contains { $0 >= 0.5 }),
    ] where !isThere {
      throw TrainingError(.badData, "there is no \(name) video; training needs both kinds")
    }
    (self.archive, self.settings, self.network, self.plugin, self.device) = (
      archive, settings, network, plugin, device
    )
    graph = try network.trainingGraph(
      frameHeight: archive.preprocessing.cropHeight, frameWidth: archive.preprocessing.cropWidth,
      dropout: settings.dropout)
    let weights = Weights.initial(for: graph, seed: settings.seed)
    trainer = try SnippetTrainer(
      TorchNetwork(Network(graph, weights), on: device, plugin: plugin),
      adam: Adam(weightDecay: settings.weightDecay, isDecoupled: true))
    sampler = SnippetSampler(settings: settings, archive: archive)
    renderer = SnippetRenderer(archive)
    average = weights.tensors.mapValues(\.values)
  }

  /// Steps made so far.
  public var steps: Int { trainer.steps }

  /// Makes one step and returns the loss before it.
  public func step() throws -> Double {
    let views = sampler.views(step: steps)
    let smoothing = Float(settings.labelSmoothing)
    let targets = views.map { smoothing + (1 - 2 * smoothing) * archive.labels[$0.video] }
    let (seed, rate) = (sampler.seed(step: steps), settings.learningRate(step: steps))
    let loss = try trainer.step(
      SnippetTrainer.Batch(
        snippets: renderer.snippets(views), targets: targets, seed: seed, learningRate: rate))
    try updateAverage()
    return loss
  }

  /// Early steps weigh less, so that the average forgets its random initialisation.
  private func updateAverage() throws {
    let kept = Float(min(settings.averaging, Double(1 + steps) / Double(10 + steps)))
    for (name, tensor) in try trainer.network.weights().tensors {
      average[name]?.withUnsafeMutableBufferPointer { average in
        for index in average.indices {
          average[index] = kept * average[index] + (1 - kept) * tensor.values[index]
        }
      }
    }
  }

  /// The averaged weights of the extractor with its last layer, which gives the logit of a snippet.
  private var averaged: Weights {
    let shapes = graph.parameters.map { ($0.name, $0.shape) }
    return Weights(
      Dictionary(uniqueKeysWithValues: shapes.map { ($0, Tensor(shape: $1, values: average[$0] ?? [])) }))
  }

  /// The averaged weights of the extractor alone.
  public func weights() throws -> Weights {
    let preprocessing = archive.preprocessing
    let graph = try network.graph(frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth)
    return averaged.restricted(to: graph)
  }

  /// The abnormality of every whole snippet of other videos by the averaged weights, 0 to 1; a video shorter than a snippet
  /// is one, its last frame repeated.
  ///
  /// - Precondition: the archive was made with the same preprocessing.
  public func scores(of other: FrameArchive) throws -> [[Double]] {
    precondition(other.preprocessing == archive.preprocessing, "frames of one preprocessing")
    let network = try TorchNetwork(
      Network(graph, averaged), on: device, plugin: plugin)
    let renderer = SnippetRenderer(other)
    return try other.labels.indices.map { video in
      let (count, size) = (other.frameCount(video), other.size(video))
      let snippets = max(1, count / SnippetPosition.framesPerSnippet)
      return try (0..<snippets).map { snippet in
        let first = snippet * SnippetPosition.framesPerSnippet
        let view = SnippetView(
          video: video, frames: (first..<first + SnippetPosition.framesPerSnippet).map { min($0, count - 1) },
          left: 0,
          top: 0,
          width: Double(size.width), height: Double(size.height))
        let logit = try network.run(renderer.snippets([view]))["logits"]?.values.first ?? .nan
        return 1 / (1 + exp(-Double(logit)))
      }
    }
  }
}
