public import Foundation
import VigilCore
public import VigilDatasets
import VigilDetection
public import VigilModels
import VigilNetworks
import VigilPreprocessing

/// A model that is to compute in another number format, and the videos that the changed one is judged by.
///
/// The same for every format: `IntegerOptimization` and `HalfFloatOptimization` make the other extractor.
public struct PrecisionTrial: Sendable {
  /// What is changed and how it is judged.
  public struct Configuration: Sendable {
    /// The model before, with the preprocessing that the new one is to have.
    public var selection: ModelSelection
    /// How both run.
    public var engine: EngineConfiguration
    /// The folder to make; its name ends in `.vigil`.
    public var destination: URL
    /// Whether a model that is already there is replaced.
    public var replace: Bool
    /// Snippets that are compared, from the beginning of each held-out video in equal parts: 1 or more.
    public var snippets: Int
    /// Where anomalies are in the held-out videos, for the change of AUC, and what the manifest is called in messages; nil to
    /// do without.
    public var manifest: (content: Manifest, path: String)?
    /// The most that scores may change on the mean: 0 to 1.
    public var maximumDrift: Double
    /// The least mean cosine of features before and after: 0 to 1.
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
  /// The videos that are compared on.
  let heldOut: VideoSpread
  private let truth: HeldOutTruth?

  /// Checks the model and its place before anything is read.
  ///
  /// - Throws: `unusableModel` if the extractor gains nothing by fewer bits, or something is in the place; `unusableFootage`
  ///   if the manifest does not fit the videos; `ModelError` or `NetworksError` if the place cannot be written to or the
  ///   crops do not fit.
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
    // Begins a folder there and removes it: better to hear now that nothing can be written than after all the work.
    _ = try ModelFolderWriter(destination, replace: configuration.replace)
    let judged = heldOut.videos
    truth = try configuration.manifest.map { try HeldOutTruth($0.content, at: $0.path, videos: judged) }
  }

  /// Features of the held-out videos before and with another extractor.
  func compare(
    with after: SelectedNetwork, _ reader: SnippetReader, progress: (TuningProgress) -> Void
  ) async throws -> HeldOutComparison {
    let selection = configuration.selection
    var changed = selection
    changed.networks = selection.networks.map { $0.role == .extractor ? after : $0 }
    // A network that may be thrown away is not worth a place in the cache.
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

  /// What a comparison says of features, scores and, where there is truth, of the AUC.
  func report(
    _ comparison: HeldOutComparison, calibrationSnippets: Int = 0, plan: Quantization? = nil
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
      plan: plan)
    report.areas = try truth.flatMap { try scores?.areas($0) }
    report.complaints = complaints(report)
    return report
  }

  private func complaints(_ report: PrecisionReport) -> [String] {
    var complaints: [String] = []
    // So that features that are no numbers are complained about too.
    if !(report.meanCosine >= configuration.minimumCosine) {
      complaints.append(
        "the mean cosine of features is \(NumberText.fixed(report.meanCosine, decimals: 5)), below \(configuration.minimumCosine)"
      )
    }
    if let scores = report.scores, !(scores.meanDifference <= configuration.maximumDrift) {
      complaints.append(
        "scores drift by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on the mean, more than \(configuration.maximumDrift)"
      )
    }
    return complaints
  }

  /// How the new model is to be used: as the one before, but for the format.
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
