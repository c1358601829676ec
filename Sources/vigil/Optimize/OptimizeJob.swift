import Foundation
import Logging
import VigilCore
import VigilDetection
import VigilInference
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil optimize`.
struct OptimizeJob {
  private let options: Optimize
  private let log: Logger
  private let destination: URL
  private let clips: OptimizeClips
  private let selection: ModelSelection
  /// Where anomalies are in the held-out videos, if somebody says.
  private let truth: HeldOutTruth?

  /// Checks everything that can be checked before anything is read.
  init(_ options: Optimize) throws {
    self.options = options
    log = options.log.logger("optimize")
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
        "the extractor of \(extractor.weightsName) has no convolutions after its first, so nothing in it can be computed in 8 bits"
      )
    }
    selection.recipe = ClipRecipe(
      options.preset ?? selection.recipe.preset, crops: options.crops ?? selection.recipe.crops)
    try selection.verifyCrops()
    self.selection = selection
    let clips = try OptimizeClips(calibrate: options.calibrate, holdOut: options.holdOut)
    self.clips = clips
    truth = try options.manifest.map { try HeldOutTruth($0, videos: clips.heldOut) }
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("ending: nothing is written; press Ctrl-C again to end at once")
    }
    let reader = SnippetReader(recipe: selection.recipe, stop: interruption.stop)
    let extractor = try selection.network(.extractor)
    let search = QuantizationSearch(
      engine: try OpenVINOEngine(), network: try Network(extractor.graph, extractor.weights(extractor.graph)),
      rule: options.rangeRule ?? .leastSquares, headroom: options.headroom, weightBits: options.weightBits,
      minimumCosine: options.minCosine,
      threads: options.engine.threads)
    let snippets = try await calibrationSnippets(reader)
    log.info(
      "calibrating", metadata: ["snippets": "\(snippets.count)", "videos": "\(clips.calibration.count)"])
    let (calibration, features) = try await withProgress("Calibrating", total: snippets.count) { progress in
      try await search.calibrate(on: snippets, progress)
    }
    var candidate = try await search.candidate(calibration, features: features, clips: snippets)
    let errors = try await search.layerErrors(candidate, on: snippets[0])
    let comparison = try await compare(candidate, reader)
    let scores = try await self.scores(comparison)
    let areas = try truth.flatMap { try scores?.areas($0) }
    candidate.plan.original = extractor.sha256
    var report = OptimizationReport(
      output: options.output, comparison: comparison,
      scores: scores?.comparison(threshold: selection.threshold), calibrationSnippets: snippets.count,
      plan: candidate.plan)
    report.areas = areas
    report.describeLayers(
      weights: search.network.weightNoise(bits: options.weightBits),
      inputs: calibration.inputNoise(candidate.plan), errors: errors, order: candidate.network.graph)
    candidate.plan.measured = report.measured
    report.complaints = complaints(report)
    if report.complaints.isEmpty {
      guard !interruption.stop.isRequested else { throw CommandError("ended before the model was written") }
      try write(candidate)
      report.extractorBytes = try bytes(destination, of: candidate.network)
    }
    if options.json { Console.result(try report.json) } else { report.lines.forEach(Console.result) }
    guard report.complaints.isEmpty else {
      throw CommandError(
        "\(report.complaints.joined(separator: "; ")); \(destination.path) is not written. Calibrate on more clips of the "
          + "same cameras, or allow more with --max-drift or --min-cosine")
    }
    if !selection.isTrained { log.warning("the weights are not trained: the scores mean nothing") }
  }

  /// As many snippets of each video as there is room for, from all over it.
  private func calibrationSnippets(_ reader: SnippetReader) async throws -> [PreparedClip] {
    var snippets: [PreparedClip] = []
    let share = max(1, options.snippets / clips.calibration.count)
    for video in clips.calibration.prefix(options.snippets) {
      try await reader.read(video, atMost: share, spread: true) { snippets.append($0.clip) }
    }
    guard !snippets.isEmpty else {
      throw CommandError(
        "the videos to calibrate on have no whole snippet under \(selection.recipe.preset.rawValue)")
    }
    return snippets
  }

  /// Features of the held-out videos before and after.
  private func compare(
    _ candidate: QuantizationSearch.Candidate, _ reader: SnippetReader
  ) async throws -> HeldOutComparison {
    var changed = selection
    let (network, before) = (candidate.network, try selection.network(.extractor))
    let after = SelectedNetwork(
      architecture: before.architecture, graph: network.graph, quantization: candidate.plan,
      weightsName: before.weightsName, sha256: network.weights.sha256
    ) { network.weights.restricted(to: $0) }
    changed.networks = selection.networks.map { $0.role == .extractor ? after : $0 }
    // A network that may be thrown away is not worth a place in the cache.
    var uncached = options.engine
    uncached.noModelCache = true
    let (plain, quantized) = (
      try await LoadedNetworks(selection, options: options.engine).extractor(),
      try await LoadedNetworks(changed, options: uncached).extractor()
    )
    return try await withProgress("Comparing", total: options.holdOutSnippets) { progress in
      try await HeldOutComparison(
        clips.heldOut, snippets: options.holdOutSnippets, reader: reader, before: plain, after: quantized,
        progress)
    }
  }

  /// Scores before and after, if there is a detector.
  private func scores(_ comparison: HeldOutComparison) async throws -> HeldOutScores? {
    guard selection.networks.contains(where: { $0.role == .detector }) else {
      log.notice("no detector was given: the drift of scores is not known")
      return nil
    }
    let detector = try await LoadedNetworks(selection, options: options.engine).detector(.all)
    return try await comparison.scores(by: detector)
  }

  private func complaints(_ report: OptimizationReport) -> [String] {
    var complaints: [String] = []
    if report.meanCosine < options.minCosine {
      complaints.append(
        "the mean cosine of features is \(NumberText.fixed(report.meanCosine, decimals: 5)), below \(options.minCosine)"
      )
    }
    if let scores = report.scores, scores.meanDifference > options.maxDrift {
      complaints.append(
        "scores drift by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on the mean, more than \(options.maxDrift)"
      )
    }
    return complaints
  }

  private func write(_ candidate: QuantizationSearch.Candidate) throws {
    var writer = try ModelFolderWriter(destination, replace: options.replace)
    for network in selection.networks {
      if network.role == .extractor {
        try writer.add(network.architecture, candidate.network.weights, quantization: candidate.plan)
      } else {
        try writer.add(network.architecture, network.weights(network.architecture.graph))
      }
    }
    var settings =
      selection.detectorFolder?.manifest.settings
      ?? ModelSettings(
        name: "", preset: selection.recipe.preset.rawValue, crops: selection.recipe.crops.rawValue,
        threshold: Double(selection.threshold), createdBy: "")
    settings.name = destination.deletingPathExtension().lastPathComponent
    settings.preset = selection.recipe.preset.rawValue
    settings.crops = selection.recipe.crops.rawValue
    settings.precision = .int8
    // Found for another extractor.
    settings.cascade = nil
    settings.createdBy = "vigil \(VigilVersion.current)"
    _ = try writer.finish(settings)
  }

  /// The size of the extractor's weights before, as 32-bit floats, and after, as its file.
  private func bytes(_ folder: URL, of network: Network) throws -> (before: Int, after: Int) {
    let file = try ModelFolder(reading: folder).entry(.extractor).file
    let size = try folder.appending(path: file).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    let before = try selection.network(.extractor).architecture.graph.parameters.reduce(0) {
      $0 + 4 * $1.count
    }
    return (before, size)
  }

  private func withProgress<Result>(
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
