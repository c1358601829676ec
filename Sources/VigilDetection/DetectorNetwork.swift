public import VigilCore

/// A network that scores snippets from their features and those of their neighbours.
///
/// Crops are independent in it: scoring them one by one gives the same numbers.
public protocol DetectorNetwork: Sendable {
  /// Scores all snippets of a video or window, or the newest only.
  ///
  /// - Parameter features: [crops, snippets, featureSize].
  /// - Returns: [crops, snippets] or [crops, 1], 0 (normal) ... 1 (abnormal).
  func scores(_ features: Tensor) async throws -> Tensor
}
