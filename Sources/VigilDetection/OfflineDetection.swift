public import VigilCore

/// Scores all snippets of a video in one pass, as published (Tian et al. 2021).
public struct OfflineDetection: Sendable {
  private let network: any DetectorNetwork

  /// Makes a detection with a network that scores all snippets.
  public init(network: any DetectorNetwork) {
    self.network = network
  }

  /// Scores a video one crop at a time, so that only one crop's features need be in memory.
  ///
  /// - Parameters:
  ///   - positions: The snippets in order.
  ///   - crops: Crops per snippet.
  ///   - features: Gives the features of one crop, [snippets, featureSize].
  public func scores(
    _ positions: [SnippetPosition], crops: Int, features: (Int) throws -> Tensor
  ) async throws -> [SnippetScore] {
    guard !positions.isEmpty else { return [] }
    var byCrop: [[Float]] = []
    for crop in 0..<crops {
      var tensor = try features(crop)
      precondition(
        tensor.shape.first == positions.count,
        "\(positions.count) snippets got features of shape \(tensor.shape)")
      tensor.shape.insert(1, at: 0)
      let scores = try await network.scores(tensor)
      precondition(scores.shape == [1, positions.count], "an offline detector must score every snippet")
      byCrop.append(scores.values)
    }
    return positions.indices.map { snippet in
      SnippetScore(position: positions[snippet], cropScores: byCrop.map { $0[snippet] })
    }
  }
}
