public import VigilCore
package import VigilDatasets
import VigilEvaluation
import VigilNetworks
import VigilTensorFiles
import VigilTorch

extension TrainingRun {
  /// The maximum number of rows per batch, a row being a snippet of one crop: short videos take all their crops together,
  /// long ones go crop by crop, as in offline scoring.
  private static let rowsAtOnce = 2048

  /// Whether the weights are to be validated before the next step; also after resuming from a state that was saved just
  /// before.
  public var isValidationDue: Bool {
    guard let every = settings.validation?.every, steps > 0, summary.last?.steps != steps else {
      return false
    }
    return steps.isMultiple(of: every) || steps >= settings.steps
  }

  /// Validates the weights and keeps them if they are the best so far on held-out videos.
  ///
  /// Videos are scored whole, as in inference: dropout has no effect and norms use their running statistics.
  ///
  /// - Parameters:
  ///   - stop: checked before each video.
  ///   - progress: called before each video, before that check, with the number of videos done.
  /// - Returns: nil if it was stopped; nothing is recorded then.
  public func validate(
    stop: StopRequest = StopRequest(), progress: (Int) -> Void = { _ in }
  ) throws -> Validation? {
    var done = 0
    func isStopped() -> Bool {
      progress(done)
      done += 1
      return stop.isRequested
    }
    var result = Validation(steps: steps)
    if let set = validationSet {
      var scores: [[Double]] = []
      for videos in [set.normal, set.abnormal] {
        var own: [Double] = []
        for video in videos {
          guard !isStopped() else { return nil }
          own.append(RankedVideos.score(try self.scores(of: video)))
        }
        scores.append(own)
      }
      let ranked = try RankedVideos(normal: scores[0], abnormal: scores[1])
      (result.videoAUC, result.crossEntropy) = (ranked.rocAUC, ranked.crossEntropy)
      let all = scores.joined()
      result.scoreSpread = (all.max() ?? 0) - (all.min() ?? 0)
    }
    if let test {
      var scores: [[Double]] = []
      for video in test.videos {
        guard !isStopped() else { return nil }
        scores.append(try self.scores(of: video))
      }
      result.testAUC = RankedFrames(try test.alignment(scores).tracks).summary()?.rocAUC
    }
    if summary.add(result) { bestWeights = try weights() }
    return result
  }

  /// The scores of all snippets, each the mean over its crops; see `ExactScore`.
  ///
  /// - Parameter video: of the validation or test set.
  package func scores(of video: FeatureVideo) throws -> [Double] {
    defer { video.features.release() }
    let (snippets, crops) = (video.features.rowCount, video.features.rowShape[0])
    var sums = [Double](repeating: 0, count: snippets)
    let together = max(1, Self.rowsAtOnce / snippets)
    for first in stride(from: 0, to: crops, by: together) {
      let input = video.features.columns(first..<min(first + together, crops))
      guard let logits = try run(input)["logits"] else {
        preconditionFailure("the network must have logits as an output")
      }
      for (index, logit) in logits.values.enumerated() {
        sums[index % snippets] += ExactScore.score(ofLogits: CollectionOfOne(logit))
      }
    }
    return sums.map { $0 / Double(crops) }
  }
}
