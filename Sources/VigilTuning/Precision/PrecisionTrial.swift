public import Foundation
import VigilCore
public import VigilDatasets
import VigilDetection
public import VigilModels
import VigilNetworks
import VigilPreprocessing

/// Compares a model with the same one in another number format, on held-out videos.
///
/// The part that all formats share; `IntegerOptimization` and `HalfFloatOptimization` make the changed extractor.
public struct PrecisionTrial: Sendable {
  /// The model to change and how the changed one is judged.
  public struct Configuration: Sendable {
    /// The original model, with the preprocessing of the new one.
    public var selection: ModelSelection
    /// How both models run.
    public var engine: EngineConfiguration
    /// The folder of the new model; its name ends in `.vigil`.
    public var destination: URL
    /// Whether an existing model is replaced.
    public var replace: Bool
    /// Snippets to compare, from the beginning of each held-out video in equal parts: at least 1.
    public var snippets: Int
    /// A manifest with the anomalies of the held-out videos, to report the change of AUC, and its path for messages; nil to
    /// skip that.
    public var manifest: (content: Manifest, path: String)?
    /// The largest allowed mean change of the scores: 0 to 1.
    public var maximumDrift: Double
    /// The smallest allowed mean cosine similarity of features before and after: 0 to 1.
    public var minimumCosine: Double

    /// Describes a trial.
    public init(
      selection: ModelSelection, engine: EngineConfiguration = EngineConfiguration(), destination: URL,
      replace: Bool = false, snippets: Int = 32, manifest: (content: Manifest, path: String)? = nil,
      maximumDrift: Double = 0.01, minimumCosine: Double = 0.995
    ) {
      self.selection = selection
      self.engine = engine
      self.destination = destination
      self.replace = replace
      self.snippets = snippets
      self.manifest = manifest
      self.maximumDrift = maximumDrift
      self.minimumCosine = minimumCosine
    }
  }

  let configuration: Configuration
  /// The videos to compare on.
  let heldOut: VideoSpread
  private let truth: HeldOutTruth?

  /// Checks the model and its destination before anything is read.
  ///
  /// - Throws: `unusableModel` if the extractor would gain nothing, or the destination exists; `unusableFootage` if the
  ///   manifest lacks a video; `ModelError` if the crops do not fit; `NetworksError` if the destination cannot be written.
  init(_ configuration: Configuration, heldOut videos: [URL]) throws {
    self.configuration = configuration
    heldOut = VideoSpread(
      videos, over: configuration.snippets, for: "compared on", option: "--hold-out-snippets")
    let destination = configuration.destination
    if FileManager.default.fileExists(atPath: destination.path), !configuration.replace {
      throw TuningError(
        .unusableModel, "\(destination.path) is already there; add --replace, or choose another name")
    }
    let extractor = try configuration.selection.network(.extractor)
    guard extractor.precision == .fp32 else {
      throw TuningError(
        .unusableModel,
        "\(extractor.weightsName) is already in \(extractor.precision.rawValue); optimize the model before")
    }
    guard !extractor.graph.quantizableLayers.isEmpty else {
      throw TuningError(
        .unusableModel,
        "the extractor of \(extractor.weightsName) has no convolutions after its first, so fewer bits gain nothing"
      )
    }
    try configuration.selection.verifyCrops()
    // Creates and removes a folder there: better to fail now than after all the work.
    _ = try ModelFolderWriter(destination, replace: configuration.replace)
    let judged = heldOut.videos
    truth = try configuration.manifest.map { try HeldOutTruth($0.content, at: $0.path, videos: judged) }
  }

  /// Extracts the features of the held-out videos with the original and the changed extractor.
  func compare(
    with after: SelectedNetwork, _ reader: SnippetReader, progress: (TuningProgress) -> Void
  ) async throws -> HeldOutComparison {
    let selection = configuration.selection
    var changed = selection
    changed.networks = selection.networks.map { $0.role == .extractor ? after : $0 }
    // A network that may be thrown away does not belong in the cache.
    var uncached = configuration.engine
    uncached.cache = nil
    let (plain, other) = (
      try await LoadedNetworks(selection, configuration: configuration.engine).extractor(),
      try await LoadedNetworks(changed, configuration: uncached).extractor()
    )
    return try await HeldOutComparison(
      heldOut.videos, snippets: configuration.snippets, reader: reader, before: plain, after: other,
      progress: progress)
  }

  /// Summarises a comparison: features, scores and, with ground truth, the AUC.
  func report(
    _ comparison: HeldOutComparison, calibrationSnippets: Int = 0, quantization: Quantization? = nil
  ) async throws -> PrecisionReport {
    let selection = configuration.selection
    var scores: HeldOutScores?
    if selection.networks.contains(where: { $0.role == .detector }) {
      let detector = try await LoadedNetworks(selection, configuration: configuration.engine).detector(.all)
      scores = try await comparison.scores(by: detector)
    }
    var report = PrecisionReport(
      output: configuration.destination.relativePath, comparison: comparison,
      scores: scores?.comparison(threshold: selection.threshold), calibrationSnippets: calibrationSnippets,
      quantization: quantization)
    report.areas = try truth.flatMap { try scores?.areas($0) }
    report.complaints = complaints(report)
    return report
  }

  private func complaints(_ report: PrecisionReport) -> [String] {
    var complaints: [String] = []
    // So that non-finite features are reported too.
    if !(report.meanCosine >= configuration.minimumCosine) {
      complaints.append(
        "the mean cosine of features is \(NumberText.fixed(report.meanCosine, decimals: 5)), below \(configuration.minimumCosine)"
      )
    }
    if let scores = report.scores, !(scores.meanDifference <= configuration.maximumDrift) {
      complaints.append(
        "scores drift by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on average, more than \(configuration.maximumDrift)"
      )
    }
    return complaints
  }

  /// The settings of the new model: those of the original, except for the format.
  func settings(_ precision: ModelSettings.Precision) -> ModelSettings {
    let selection = configuration.selection
    var settings =
      selection.detectorFolder?.manifest.settings
      ?? ModelSettings(
        name: "", preprocessing: selection.preprocessing, threshold: selection.threshold.roundedForStorage,
        createdBy: ""
      )
    settings.name = configuration.destination.deletingPathExtension().lastPathComponent
    settings.preprocessing = selection.preprocessing
    settings.precision = precision
    settings.licence = selection.licence
    // Both were found for another extractor, or other crops.
    settings.calibration = AlarmCalibrationRecord.others(in: settings.calibration)
    settings.cascade = nil
    settings.createdBy = "vigil \(VigilVersion.current)"
    return settings
  }
}
