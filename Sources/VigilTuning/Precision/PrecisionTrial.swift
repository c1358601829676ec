import Foundation
import Logging
import VigilCore
import VigilDetection
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilReport

/// What a model is changed from, and how a changed one is judged: the part of `vigil optimize` that is the same for every number format.
struct HeldOutJudge {
  let options: Optimize
  let log: Logger
  let destination: URL
  /// The model before.
  let selection: ModelSelection
  private let videos: [URL]
  /// Where anomalies are in the held-out videos, if somebody says.
  private let truth: HeldOutTruth?

  /// Checks the model and its place before anything is read.
  init(_ options: Optimize, heldOut videos: [URL]) throws {
    self.options = options
    log = options.log.logger("optimize")
    let judged = Self.spread(
      videos, over: options.holdOutSnippets, for: "compared on", option: "--hold-out-snippets", log)
    self.videos = judged
    destination = URL(filePath: options.output)
    if FileManager.default.fileExists(atPath: destination.path), !options.replace {
      throw CommandError("\(destination.path) is already there; add --replace, or choose another name")
    }
    var selection = try ModelSelection(named: options.models)
    let extractor = try selection.network(.extractor)
    guard extractor.precision == .fp32 else {
      throw CommandError(
        "\(extractor.weightsName) is already in \(extractor.precision.rawValue); optimize the model before")
    }
    guard !extractor.graph.quantizableLayers.isEmpty else {
      throw CommandError(
        "the extractor of \(extractor.weightsName) has no convolutions after its first, so fewer bits gain nothing"
      )
    }
    selection.preprocessing = Preprocessing(
      options.preset ?? selection.preprocessing.preset, crops: options.crops ?? selection.preprocessing.crops)
    try selection.verifyCrops()
    self.selection = selection
    // Begins a folder there and removes it: better to hear now that nothing can be written than after all the work.
    _ = try ModelFolderWriter(destination, replace: options.replace)
    truth = try options.manifest.map { try HeldOutTruth($0, videos: judged) }
  }

  /// The videos of which a snippet is read: all, or as many as there are snippets, from all over the list.
  static func spread(
    _ videos: [URL], over snippets: Int, for purpose: String, option: String, _ log: Logger
  ) -> [URL] {
    guard videos.count > snippets else { return videos }
    log.warning(
      "\(snippets) of \(videos.count) videos are \(purpose), one snippet each; \(option) takes more")
    return (0..<snippets).map { videos[$0 * videos.count / snippets] }
  }

  /// Features of the held-out videos before and with another extractor.
  func compare(_ after: SelectedNetwork, _ reader: SnippetReader) async throws -> HeldOutComparison {
    var changed = selection
    changed.networks = selection.networks.map { $0.role == .extractor ? after : $0 }
    // A network that may be thrown away is not worth a place in the cache.
    var uncached = options.engine
    uncached.noModelCache = true
    let (plain, other) = (
      try await LoadedNetworks(selection, configuration: options.engine.configuration).extractor(),
      try await LoadedNetworks(changed, configuration: uncached.configuration).extractor()
    )
    return try await Self.withProgress("Comparing", total: options.holdOutSnippets) { progress in
      try await HeldOutComparison(
        videos, snippets: options.holdOutSnippets, reader: reader, before: plain, after: other, progress)
    }
  }

  /// What a comparison says of features, scores and, where there is truth, of the AUC.
  func report(
    _ comparison: HeldOutComparison, calibrationSnippets: Int = 0, plan: Quantization? = nil
  ) async throws -> OptimizationReport {
    let scores = try await scores(comparison)
    var report = OptimizationReport(
      output: options.output, comparison: comparison,
      scores: scores?.comparison(threshold: selection.threshold), calibrationSnippets: calibrationSnippets,
      plan: plan)
    report.areas = try truth.flatMap { try scores?.areas($0) }
    report.complaints = complaints(report)
    return report
  }

  /// Scores before and after, if there is a detector.
  private func scores(_ comparison: HeldOutComparison) async throws -> HeldOutScores? {
    guard selection.networks.contains(where: { $0.role == .detector }) else {
      log.notice("no detector was given: the drift of scores is not known")
      return nil
    }
    let detector = try await LoadedNetworks(selection, configuration: options.engine.configuration).detector(
      .all)
    return try await comparison.scores(by: detector)
  }

  private func complaints(_ report: OptimizationReport) -> [String] {
    var complaints: [String] = []
    // So that features that are no numbers are complained about too.
    if !(report.meanCosine >= options.minCosine) {
      complaints.append(
        "the mean cosine of features is \(NumberText.fixed(report.meanCosine, decimals: 5)), below \(options.minCosine)"
      )
    }
    if let scores = report.scores, !(scores.meanDifference <= options.maxDrift) {
      complaints.append(
        "scores drift by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on the mean, more than \(options.maxDrift)"
      )
    }
    return complaints
  }

  /// Prints the result, and fails if the model was not written.
  ///
  /// - Parameter remedy: what may make it better.
  func finish(_ report: OptimizationReport, remedy: String) throws {
    if options.json { Console.result(try report.json) } else { report.lines.forEach(Console.result) }
    guard report.complaints.isEmpty else {
      throw CommandError(
        "\(report.complaints.joined(separator: "; ")); \(destination.path) is not written. \(remedy)")
    }
    if !selection.isTrained { log.warning("the weights are not trained: the scores mean nothing") }
  }

  /// How the new model is to be used: as the one before, but for the format.
  func settings(_ precision: ModelSettings.Precision) -> ModelSettings {
    var settings =
      selection.detectorFolder?.manifest.settings
      ?? ModelSettings(
        name: "", preprocessing: selection.preprocessing, threshold: selection.threshold.roundedForStorage,
        createdBy: ""
      )
    settings.name = destination.deletingPathExtension().lastPathComponent
    settings.preprocessing = selection.preprocessing
    settings.precision = precision
    settings.licence = selection.licence
    // Both were found for another extractor, or other crops.
    settings.calibration = AlarmCalibrationRecord.others(in: settings.calibration)
    settings.cascade = nil
    settings.createdBy = "vigil \(VigilVersion.current)"
    return settings
  }

  static func withProgress<Result>(
    _ label: String, total: Int, _ body: ((Int) -> Void) async throws -> Result
  ) async throws -> Result {
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      label, total: total, unit: "snippets", screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    let result = try await body { progress.update(done: $0) }
    progress.finish()
    return result
  }
}
