import Synchronization
import Testing
import VigilCore
import VigilDetection

@Suite struct `An online window` {
  static func features(_ snippet: Int, crops: Int = 2) -> Tensor {
    // [crops, 3], each number tells its snippet, crop and place
    Tensor(
      shape: [crops, 3],
      values: (0..<crops).flatMap { crop in (0..<3).map { Float(100 * snippet + 10 * crop + $0) } })
  }

  @Test func `holds the last snippets, oldest first, crop by crop`() {
    var window = OnlineWindow(capacity: 3, crops: 2, featureSize: 3)
    for snippet in 0..<5 { window.append(Self.features(snippet)) }
    #expect(window.features.shape == [2, 3, 3])
    #expect(
      window.features.values == [
        200, 201, 202, 300, 301, 302, 400, 401, 402,
        210, 211, 212, 310, 311, 312, 410, 411, 412,
      ])
  }

  @Test(arguments: 1...4, 1...5)
  func `repeats the newest snippet as if it had come again`(capacity: Int, snippets: Int) {
    var (repeated, appended) = (
      OnlineWindow(capacity: capacity, crops: 2, featureSize: 3),
      OnlineWindow(capacity: capacity, crops: 2, featureSize: 3)
    )
    for snippet in 0..<snippets {
      repeated.append(Self.features(snippet))
      repeated.repeatNewest()
      for _ in 0..<2 { appended.append(Self.features(snippet)) }
      #expect(repeated.features == appended.features)
    }
  }

  @Test func `grows from one snippet and starts over after a reset`() {
    var window = OnlineWindow(capacity: 3, crops: 2, featureSize: 3)
    window.append(Self.features(0))
    #expect(window.features.shape == [2, 1, 3])
    window.append(Self.features(1))
    window.reset()
    window.append(Self.features(7))
    #expect(window.features.values == [700, 701, 702, 710, 711, 712])
  }
}

/// Scores a snippet by the first number of its feature, divided by how many snippets are seen.
private final class Averaging: DetectorNetwork {
  let seen = Mutex<[[Int]]>([])

  func scores(_ features: Tensor) async throws -> Tensor {
    seen.withLock { $0.append(features.shape) }
    let (crops, count, size) = (features.shape[0], features.shape[1], features.shape[2])
    return Tensor(
      shape: [crops, count],
      values: (0..<crops * count).map { features.values[$0 * size] / Float(count) })
  }
}

@Suite struct `Detection` {
  static func position(_ index: Int) -> SnippetPosition {
    SnippetPosition(
      index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
      end: Double(index + 1))
  }

  @Test func `online scores the newest snippet of the window`() async throws {
    let network = Averaging()
    var detection = OnlineDetection(network: network, snippets: 2, crops: 2, featureSize: 3)
    var scores: [[Float]] = []
    for index in 0..<3 {
      scores.append(
        try await detection.score(Self.position(index), `An online window`.features(index)).cropScores)
    }
    #expect(scores == [[0, 10], [50, 55], [100, 105]])
    detection.reset()
    let fresh = try await detection.score(Self.position(9), `An online window`.features(9))
    #expect(fresh.cropScores == [900, 910])
  }

  @Test func `offline sees all snippets at once, crop by crop`() async throws {
    let network = Averaging()
    let scores = try await OfflineDetection(network: network).scores((0..<4).map(Self.position), crops: 2) {
      crop in
      Tensor(shape: [4, 3], values: (0..<12).map { Float(crop * 100 + $0) })
    }
    #expect(network.seen.withLock { $0 } == [[1, 4, 3], [1, 4, 3]])
    #expect(scores.map(\.cropScores) == [[0, 25], [0.75, 25.75], [1.5, 26.5], [2.25, 27.25]])
    #expect(scores[1].score == 13.25)
  }

  @Test func `of no snippets is no scores`() async throws {
    let scores = try await OfflineDetection(network: Averaging()).scores([], crops: 1) { _ in
      Tensor(shape: [0, 3], values: [])
    }
    #expect(scores.isEmpty)
  }
}
