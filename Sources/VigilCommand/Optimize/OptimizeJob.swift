import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilTuning

/// One run of `vigil optimize`.
struct OptimizeJob {
  private let options: Optimize
  private let log: Logger

  init(_ options: Optimize) {
    self.options = options
    log = options.log.logger("optimize")
  }

  func run() async throws {
    let trial = try self.trial()
    switch options.precision {
    case .int8:
      let split = try CalibrationSplit(
        calibration: Self.videos(options.calibrate),
        heldOut: options.holdOut.isEmpty ? [] : Self.videos(options.holdOut))
      let optimization = try IntegerOptimization(
        IntegerOptimization.Configuration(
          trial: trial, snippets: options.snippets, rule: options.rangeRule ?? .leastSquares,
          headroom: options.headroom, weightBits: options.weightBits), videos: split)
      let report = try await carryOut(
        optimization.warnings, calibrationVideos: optimization.calibrationVideos.count, optimization.run)
      try show(
        report, of: trial,
        remedy: "Calibrate on more clips of the same cameras, or allow more with --max-drift or --min-cosine")
    case .fp16:
      let optimization = try HalfFloatOptimization(trial, heldOut: Self.videos(options.holdOut))
      let report = try await carryOut(optimization.warnings, optimization.run)
      try show(report, of: trial, remedy: "Leave the model as it is, or try --precision int8")
    }
  }

  private static func videos(_ inputs: [String]) throws -> [URL] {
    try ExtractionList(inputs: inputs, list: nil).videos()
  }

  /// The model to change and how the changed one is judged.
  private func trial() throws -> PrecisionTrial.Configuration {
    var selection = try ModelSelection(named: options.models)
    selection.preprocessing = Preprocessing(
      options.preprocessing.preset ?? selection.preprocessing.preset,
      crops: options.preprocessing.crops ?? selection.preprocessing.crops)
    return PrecisionTrial.Configuration(
      selection: selection, engine: options.engine.configuration,
      destination: options.new.url, replace: options.new.replace, snippets: options.holdOutSnippets,
      manifest: try options.manifest.map { (content: try Manifest(file: $0), path: $0) },
      maximumDrift: options.maxDrift, minimumCosine: options.minCosine)
  }

  /// Runs an optimisation with a progress line, and stops it at Ctrl-C.
  private func carryOut(
    _ warnings: [String], calibrationVideos: Int = 0,
    _ work: (
      StopRequest, (TuningProgress) -> Void, @escaping @Sendable (String) -> Void
    ) async throws -> PrecisionReport
  ) async throws -> PrecisionReport {
    for warning in warnings { log.warning("\(warning)") }
    let interruption = Interruption(consequence: "nothing is written")
    // Signals are handled as long as it lives.
    defer { withExtendedLifetime(interruption) {} }
    let line = TuningProgressLine()
    let report = try await work(interruption.stop) { progress in
      if progress.work == .calibrating, progress.done == 0 {
        log.info(
          "calibrating",
          metadata: ["snippets": "\(progress.total ?? 0)", "videos": "\(calibrationVideos)"])
      }
      line.update(progress)
    } _: { [log] in
      log.warning("\($0)")
    }
    line.finish()
    return report
  }

  /// Prints the result, and fails if the model was not written.
  ///
  /// - Parameter remedy: what may improve it.
  private func show(
    _ report: PrecisionReport, of trial: PrecisionTrial.Configuration, remedy: String
  ) throws {
    if report.scores == nil { log.notice("no detector was given: the drift of the scores is unknown") }
    if options.result.json { try Console.json(report) } else { report.lines.forEach(Console.result) }
    guard report.complaints.isEmpty else {
      throw CommandError(
        "\(report.complaints.joined(separator: "; ")); \(trial.destination.path) is not written. \(remedy)")
    }
    if !trial.selection.isTrained { log.warning("the weights are not trained: the scores mean nothing") }
  }
}
