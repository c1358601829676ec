import VigilCore
import VigilDatasets
import VigilEvaluation
public import VigilReport

extension EvaluationJob {
  /// Ranks whole videos by their labels, which needs no intervals; see `GroundTruthFiles.ofWholeVideos`. Comparison, smoothing and
  /// online scores play no part.
  ///
  /// - Parameter progress: told of how many snippets how many were scored.
  /// - Throws: as `run`.
  public func runByVideo(
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> VideoEvaluationReport {
    var job = self
    job.window = nil
    let found = try await job.scores(progress: progress) { _ in }
    return VideoEvaluationReport(
      name: name, truth: truth.name,
      evaluation: try VideoEvaluation(found.offline.tracks, bootstrap: bootstrap), notes: found.notes,
      vigil: VigilVersion.current)
  }
}
