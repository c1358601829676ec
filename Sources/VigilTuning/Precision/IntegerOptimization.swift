public import Foundation
public import VigilCore
import VigilInference
import VigilModels
public import VigilNetworks
import VigilPreprocessing

/// Makes a model whose extractor computes in 8-bit integers, calibrated on some videos and judged on others.
///
/// The initialiser checks everything that can be checked before anything is read.
public struct IntegerOptimization: Sendable {
  /// The model to make, and how it is quantised.
  public struct Configuration: Sendable {
    /// The model to change and how the changed one is judged.
    public var trial: PrecisionTrial.Configuration
    /// Snippets to calibrate on, spread over the videos: at least 1. All are kept in memory.
    public var snippets: Int
    /// How activation ranges are chosen.
    public var rule: RangeRule
    /// The factor by which calibrated ranges are widened: at least 1.
    public var headroom: Double
    /// Bits per weight: 7 for every processor, 8 for those with int8 dot products.
    public var weightBits: Int

    /// Describes an optimisation.
    public init(
      trial: PrecisionTrial.Configuration, snippets: Int = 16, rule: RangeRule = .leastSquares,
      headroom: Double = 1.5, weightBits: Int = 7
    ) {
      self.trial = trial
      self.snippets = snippets
      self.rule = rule
      self.headroom = headroom
      self.weightBits = weightBits
    }
  }

  /// The model to make, and how it is quantised.
  public let configuration: Configuration
  private let trial: PrecisionTrial
  private let calibration: VideoSpread

  /// Checks the model, its destination and the ground truth of the videos.
  ///
  /// - Throws: `unusableModel` if the extractor would gain nothing, or the destination exists; `unusableFootage` if the
  ///   manifest lacks a video; `ModelError` if the crops do not fit; `NetworksError` if the destination cannot be written.
  public init(_ configuration: Configuration, videos: CalibrationSplit) throws {
    self.configuration = configuration
    trial = try PrecisionTrial(configuration.trial, heldOut: videos.heldOut)
    calibration = VideoSpread(
      videos.calibration, over: configuration.snippets, for: "calibrated on", option: "--snippets")
  }

  /// Warnings about videos that are left out.
  public var warnings: [String] { [trial.heldOut.warning, calibration.warning].compactMap { $0 } }

  /// The videos to calibrate on.
  public var calibrationVideos: [URL] { calibration.videos }

  /// Calibrates, quantises and compares, and writes the model unless the report has complaints.
  ///
  /// - Parameters:
  ///   - stop: If requested, nothing is written.
  ///   - progress: Called with the snippets done.
  ///   - warn: Receives a sentence for each thing that is wrong with a recording, as far as it is read.
  /// - Throws: `stopped`, `unusableFootage` if the videos have no whole snippet, and errors of engines and files.
  public func run(
    stop: StopRequest, progress: (TuningProgress) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> PrecisionReport {
    let selection = configuration.trial.selection
    let reader = SnippetReader(preprocessing: selection.preprocessing, stop: stop, warn: warn)
    let extractor = try selection.network(.extractor)
    let search = QuantizationSearch(
      engine: try configuration.trial.engine.open(),
      network: try Network(extractor.graph, extractor.weights(extractor.graph)), rule: configuration.rule,
      headroom: configuration.headroom, weightBits: configuration.weightBits,
      minimumCosine: configuration.trial.minimumCosine, threads: configuration.trial.engine.threads,
      stop: stop)
    let snippets = try await calibrationSnippets(reader)
    let (values, features) = try await search.calibrate(on: snippets, progress: progress)
    var candidate = try await search.candidate(values, features: features, snippets: snippets)
    let errors = try await search.layerErrors(candidate, on: snippets[0])
    let (network, quantization) = (candidate.network, candidate.quantization)
    let after = SelectedNetwork(
      architecture: extractor.architecture, graph: network.graph, quantization: quantization,
      weightsName: extractor.weightsName, sha256: network.weights.sha256
    ) { network.weights.restricted(to: $0) }
    let comparison = try await trial.compare(with: after, reader, progress: progress)
    candidate.quantization.original = extractor.sha256
    var report = try await trial.report(
      comparison, calibrationSnippets: snippets.count, quantization: candidate.quantization)
    report.describeLayers(
      weights: search.network.weightNoise(bits: configuration.weightBits),
      inputs: values.inputNoise(candidate.quantization), errors: errors, order: candidate.network.graph)
    candidate.quantization.measured = report.measured
    if report.complaints.isEmpty {
      try stop.check("stopped before the model was written")
      let model = try write(candidate)
      report.extractorBytes = try bytes(of: model)
    }
    return report
  }

  /// As many snippets of each video as there is room for, spread over it.
  private func calibrationSnippets(_ reader: SnippetReader) async throws -> [PreparedSnippet] {
    var snippets: [PreparedSnippet] = []
    let share = configuration.snippets / calibration.videos.count
    for video in calibration.videos {
      try await reader.read(video, atMost: share, spread: true) { snippets.append($0.prepared) }
    }
    guard !snippets.isEmpty else {
      throw TuningError(
        .unusableFootage,
        "the videos to calibrate on have no whole snippet under \(configuration.trial.selection.preprocessing.preset.rawValue)"
      )
    }
    return snippets
  }

  private func write(_ candidate: QuantizationSearch.Candidate) throws -> ModelFolder {
    var writer = try ModelFolderWriter(configuration.trial.destination, replace: configuration.trial.replace)
    for network in configuration.trial.selection.networks {
      if network.role == .extractor {
        try writer.add(
          network.architecture, candidate.network.weights, source: network.source,
          quantization: candidate.quantization, training: network.training)
      } else {
        try writer.add(
          network.architecture, network.weights(network.architecture.graph), source: network.source,
          training: network.training)
      }
    }
    return try writer.finish(trial.settings(.int8))
  }

  /// The size of the extractor's weights before, as 32-bit floats, and after, as its file.
  private func bytes(of model: ModelFolder) throws -> (before: Int, after: Int) {
    let file = model.url.appending(path: try model.entry(.extractor).file)
    let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    let before = try configuration.trial.selection.network(.extractor).architecture.graph.parameters
      .reduce(0) { $0 + 4 * $1.count }
    return (before, size)
  }
}
