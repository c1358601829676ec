public import VigilCore

/// Scores each snippet as soon as it ends, from the snippets before it.
///
/// The newest snippet has no future context, where the published protocol has the rest of the video,
/// so online and offline scores differ; `ScoreComparison` says by how much.
public struct OnlineDetection: Sendable {
  private let network: any DetectorNetwork
  private var window: OnlineWindow

  /// Makes a detection over a window of the last `snippets`.
  ///
  /// A network that scores the newest snippet only gives the same numbers and costs less.
  public init(network: any DetectorNetwork, snippets: Int, crops: Int, featureSize: Int) {
    self.network = network
    window = OnlineWindow(capacity: snippets, crops: crops, featureSize: featureSize)
  }

  /// Takes the next snippet's features, [crops, featureSize], and scores it.
  public mutating func score(_ position: SnippetPosition, _ features: Tensor) async throws -> SnippetScore {
    window.append(features)
    return try await score(position)
  }

  private func score(_ position: SnippetPosition) async throws -> SnippetScore {
    let scores = try await network.scores(window.features)  // [crops, count or 1]
    let newest = (0..<window.crops).map { scores.values[($0 + 1) * scores.shape[1] - 1] }
    return SnippetScore(position: position, cropScores: newest)
  }

  /// Takes the last snippet's features for those of the next, which is not scored.
  ///
  /// - Precondition: there was a snippet since the last gap.
  public mutating func keep() { window.repeatNewest() }

  /// The same, and scores it as long as the window is not full, since scores of a growing window change; nil once it is.
  ///
  /// - Precondition: there was a snippet since the last gap.
  public mutating func keep(_ position: SnippetPosition) async throws -> SnippetScore? {
    let wasFull = window.count == window.capacity
    window.repeatNewest()
    return wasFull ? nil : try await score(position)
  }

  /// Starts over after a gap: a window across it would join snippets that were never consecutive.
  public mutating func reset() {
    window.reset()
  }
}
