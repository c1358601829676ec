import Foundation
import Logging
import VigilCore
import VigilDetection
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil optimize --precision int8`.
struct OptimizeJob {
  private let options: Optimize
  /// What is calibrated on.
  private let videos: [URL]
  private let judge: HeldOutJudge

  /// Checks everything that can be checked before anything is read.
  init(_ options: Optimize) throws {
    self.options = options
    let clips = try CalibrationSplit(calibrate: options.calibrate, holdOut: options.holdOut)
    judge = try HeldOutJudge(options, heldOut: clips.heldOut)
    videos = HeldOutJudge.spread(
      clips.calibration, over: options.snippets, for: "calibrated on", option: "--snippets", judge.log)
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("ending: nothing is written; press Ctrl-C again to end at once")
    }
    let reader = SnippetReader(preprocessing: judge.selection.preprocessing, stop: interruption.stop)
    let extractor = try judge.selection.network(.extractor)
    let search = QuantizationSearch(
      engine: try OpenVINOEngine(), network: try Network(extractor.graph, extractor.weights(extractor.graph)),
      rule: options.rangeRule ?? .leastSquares, headroom: options.headroom, weightBits: options.weightBits,
      minimumCosine: options.minCosine,
      threads: options.engine.threads, stop: interruption.stop)
    let snippets = try await calibrationSnippets(reader)
    judge.log.info(
      "calibrating", metadata: ["snippets": "\(snippets.count)", "videos": "\(videos.count)"])
    let (calibration, features) = try await HeldOutJudge.withProgress("Calibrating", total: snippets.count) {
      progress in
      try await search.calibrate(on: snippets, progress)
    }
    var candidate = try await search.candidate(calibration, features: features, clips: snippets)
    let errors = try await search.layerErrors(candidate, on: snippets[0])
    let (network, plan) = (candidate.network, candidate.plan)
    let after = SelectedNetwork(
      architecture: extractor.architecture, graph: network.graph, quantization: plan,
      weightsName: extractor.weightsName, sha256: network.weights.sha256
    ) { network.weights.restricted(to: $0) }
    let comparison = try await judge.compare(after, reader)
    candidate.plan.original = extractor.sha256
    var report = try await judge.report(comparison, calibrationSnippets: snippets.count, plan: candidate.plan)
    report.describeLayers(
      weights: search.network.weightNoise(bits: options.weightBits),
      inputs: calibration.inputNoise(candidate.plan), errors: errors, order: candidate.network.graph)
    candidate.plan.measured = report.measured
    if report.complaints.isEmpty {
      try interruption.stop.check("ended before the model was written")
      try write(candidate)
      report.extractorBytes = try bytes()
    }
    try judge.finish(
      report,
      remedy: "Calibrate on more clips of the same cameras, or allow more with --max-drift or --min-cosine")
  }

  /// As many snippets of each video as there is room for, from all over it.
  private func calibrationSnippets(_ reader: SnippetReader) async throws -> [PreparedSnippet] {
    var snippets: [PreparedSnippet] = []
    let share = options.snippets / videos.count
    for video in videos {
      try await reader.read(video, atMost: share, spread: true) { snippets.append($0.prepared) }
    }
    guard !snippets.isEmpty else {
      throw CommandError(
        "the videos to calibrate on have no whole snippet under \(judge.selection.preprocessing.preset.rawValue)"
      )
    }
    return snippets
  }

  private func write(_ candidate: QuantizationSearch.Candidate) throws {
    var writer = try ModelFolderWriter(judge.destination, replace: options.replace)
    for network in judge.selection.networks {
      if network.role == .extractor {
        try writer.add(
          network.architecture, candidate.network.weights, source: network.source,
          quantization: candidate.plan)
      } else {
        try writer.add(
          network.architecture, network.weights(network.architecture.graph), source: network.source)
      }
    }
    _ = try writer.finish(judge.settings(.int8))
  }

  /// The size of the extractor's weights before, as 32-bit floats, and after, as its file.
  private func bytes() throws -> (before: Int, after: Int) {
    let file = try ModelFolder(reading: judge.destination).entry(.extractor).file
    let path = judge.destination.appending(path: file)
    let size = try path.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    let before = try judge.selection.network(.extractor).architecture.graph.parameters.reduce(0) {
      $0 + 4 * $1.count
    }
    return (before, size)
  }
}
