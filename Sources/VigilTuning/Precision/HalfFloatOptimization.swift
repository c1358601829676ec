import Foundation
import VigilCore
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilReport

/// One run of `vigil optimize --precision fp16`: the same weights, computed in 16-bit floats where the processor has instructions for
/// them. Nothing is calibrated, but what it costs and gains is measured.
struct HalfFloatJob {
  private let judge: HeldOutJudge

  /// Checks everything that can be checked before anything is read.
  init(_ options: Optimize) throws {
    judge = try HeldOutJudge(
      options, heldOut: ExtractionList(inputs: options.holdOut, list: nil).items.map(\.video))
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("ending: nothing is written; press Ctrl-C again to end at once")
    }
    var after = try judge.selection.network(.extractor)
    after.usesHalfFloats = true
    let comparison = try await judge.compare(
      after, SnippetReader(preprocessing: judge.selection.preprocessing, stop: interruption.stop))
    guard !comparison.isUnchanged else {
      throw CommandError(
        "this processor does not compute in 16-bit floats: features are the same bits and nothing is gained; "
          + "\(judge.destination.path) is not written")
    }
    var report = try await judge.report(comparison)
    if report.speedup < 1 {
      report.complaints.append(
        "the extractor is \(NumberText.fixed(report.speedup, decimals: 2)) times as fast on this machine")
    }
    if report.complaints.isEmpty {
      try interruption.stop.check("ended before the model was written")
      try write(report)
    }
    try judge.finish(
      report, remedy: "Leave the model as it is, or try --precision int8")
  }

  private func write(_ report: OptimizationReport) throws {
    var writer = try ModelFolderWriter(judge.destination, replace: judge.options.replace)
    for network in judge.selection.networks {
      try writer.add(
        network.architecture, network.weights(network.architecture.graph), source: network.source)
    }
    var settings = judge.settings(.fp16)
    settings.calibration = (settings.calibration ?? [:]).merging(report.measured) { $1 }
    _ = try writer.finish(settings)
  }
}
