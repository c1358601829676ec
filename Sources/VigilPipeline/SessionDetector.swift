public import VigilCore
public import VigilDetection
public import VigilInference

/// The RTFM detector in an engine: `features` [crops, snippets, featureSize] to `scores` [crops, snippets], or
/// [crops, 1] for a network that scores the newest snippet only.
public struct SessionDetector: DetectorNetwork {
  private let session: any InferenceSession

  /// Takes a session of a network whose first output is the scores.
  public init(session: any InferenceSession) {
    self.session = session
  }

  /// The network's own memory, as far as its sizes are known.
  public var memory: [MemoryItem] { session.memory }

  /// The scores of all crops.
  public func scores(_ features: Tensor) async throws -> Tensor {
    let outputs = try await session.run(features)
    let name = session.outputs[0].name
    guard let scores = outputs[name], scores.shape.count == 2, scores.shape[0] == features.shape[0],
      [1, features.shape[1]].contains(scores.shape[1])
    else {
      throw InferenceError(
        .shapeMismatch,
        "the detector gave no scores of shape \(features.shape.prefix(2)); import its weights again")
    }
    guard scores.values.allSatisfy(\.isFinite) else {
      throw InferenceError(
        .engineFailed, "the detector gave non-finite scores; import its weights again")
    }
    return scores
  }
}
