public import Foundation
public import VigilCore
import VigilModels
import VigilNetworks
import VigilPreprocessing

/// Makes a model whose extractor computes in 16-bit floats where the processor supports them, with the same weights.
///
/// Nothing is calibrated, but cost and gain are measured. The initialiser checks everything that can be checked before
/// anything is read.
public struct HalfFloatOptimization: Sendable {
  /// The model to change and how the changed one is judged.
  public let configuration: PrecisionTrial.Configuration
  private let trial: PrecisionTrial

  /// Checks the model, its destination and the ground truth of the videos.
  ///
  /// - Throws: as `IntegerOptimization` does.
  public init(_ configuration: PrecisionTrial.Configuration, heldOut: [URL]) throws {
    self.configuration = configuration
    trial = try PrecisionTrial(configuration, heldOut: heldOut)
  }

  /// Warnings about videos that are left out.
  public var warnings: [String] { [trial.heldOut.warning].compactMap { $0 } }

  /// Compares, and writes the model unless the report has complaints, such as that it is slower.
  ///
  /// - Parameters:
  ///   - stop: If requested, nothing is written.
  ///   - progress: Called with the snippets done.
  ///   - warn: Receives a sentence for each thing that is wrong with a recording, as far as it is read.
  /// - Throws: `noGain` if the processor does not compute in 16-bit floats, `stopped`, `unusableFootage` if the videos have
  ///   no whole snippet, and errors of engines and files.
  public func run(
    stop: StopRequest, progress: (TuningProgress) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> PrecisionReport {
    var after = try configuration.selection.network(.extractor)
    after.usesHalfFloats = true
    let comparison = try await trial.compare(
      with: after,
      SnippetReader(preprocessing: configuration.selection.preprocessing, stop: stop, warn: warn),
      progress: progress)
    guard !comparison.isUnchanged else {
      throw TuningError(
        .noGain,
        "this processor does not compute in 16-bit floats: features are bit-identical and nothing is gained; "
          + "\(configuration.destination.path) is not written")
    }
    var report = try await trial.report(comparison)
    if report.speedup < 1 {
      report.complaints.append(
        "the extractor is \(NumberText.fixed(report.speedup, decimals: 2)) times as fast on this machine")
    }
    if report.complaints.isEmpty {
      try stop.check("stopped before the model was written")
      try write(report)
    }
    return report
  }

  private func write(_ report: PrecisionReport) throws {
    var writer = try ModelFolderWriter(configuration.destination, replace: configuration.replace)
    for network in configuration.selection.networks {
      try writer.add(
        network.architecture, network.weights(network.architecture.graph), source: network.source,
        training: network.training)
    }
    var settings = trial.settings(.fp16)
    settings.calibration = (settings.calibration ?? [:]).merging(report.measured) { $1 }
    _ = try writer.finish(settings)
  }
}
