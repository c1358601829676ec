import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// Scores every snippet by the mean of the first numbers of the features seen, in [crops, snippets].
private struct MeanDetector: DetectorNetwork {
  func scores(_ features: Tensor) async throws -> Tensor {
    let (crops, count, size) = (features.shape[0], features.shape[1], features.shape[2])
    var scores: [Float] = []
    for crop in 0..<crops {
      let values = (0..<count).map { features.values[(crop * count + $0) * size] }
      scores += Array(repeating: values.reduce(0, +) / Float(count), count: count)
    }
    return Tensor(shape: [crops, count], values: scores)
  }
}

@Suite struct `A cascade` {
  static let snippets = 40
  static let (crops, centre, size) = (5, 2, 3)

  /// [crops, size] a snippet, each number between 0 and 1.
  static let features: [Tensor] = {
    var generator = SplitMix64(seed: 11)
    return (0..<snippets).map { _ in
      Tensor(
        shape: [crops, size],
        values: (0..<crops * size).map { _ in Float(generator.next() >> 40) / Float(1 << 24) })
    }
  }()

  static func position(_ index: Int) -> SnippetPosition {
    SnippetPosition(
      index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
      end: Double(index + 1))
  }

  static func rows(_ tensor: Tensor, _ crops: [Int]) -> Tensor {
    Tensor(shape: [crops.count, size], values: crops.flatMap { tensor.values[$0 * size..<($0 + 1) * size] })
  }

  /// The mean of the centre's first numbers over the last four snippets, in plain words.
  static func plainCentreScore(_ index: Int, since first: Int = 0) -> Float {
    let seen = features[max(first, index - 3)...index].map { $0.values[centre * size] }
    return seen.reduce(0, +) / Float(seen.count)
  }

  static func cascade(_ bound: Float) -> Cascade {
    Cascade(
      bound: bound, crops: crops, centre: centre, featureSize: size, network: MeanDetector(), window: 4)
  }

  @Test(arguments: [0, 0.3, 0.5, 0.7, 2] as [Float])
  func `extracts all crops of the snippets whose centre is not scored below the bound`(bound: Float)
    async throws
  {
    var cascade = Self.cascade(bound)
    var full = 0
    for index in 0..<Self.snippets {
      let all = Self.features[index]
      var asked: [[Int]] = []
      let step = try await cascade.features(at: Self.position(index)) { crops in
        asked.append(crops)
        return Self.rows(all, crops)
      }
      let score = Self.plainCentreScore(index)
      #expect(step.centreScore == score)
      if score >= bound {
        full += 1
        #expect(step.hasAllCrops && step.features == all && asked == [[2], [0, 1, 3, 4]])
      } else {
        let copies = Self.rows(all, Array(repeating: Self.centre, count: Self.crops))
        #expect(!step.hasAllCrops && step.features == copies && asked == [[2]])
      }
    }
    switch bound {
    case 0: #expect(full == Self.snippets)
    case 2: #expect(full == 0)
    default: #expect((1..<Self.snippets).contains(full))
    }
  }

  @Test func `starts over after a gap`() async throws {
    var cascade = Self.cascade(0.5)
    for index in 0..<10 {
      if index == 7 { cascade.reset() }
      let step = try await cascade.features(at: Self.position(index)) { Self.rows(Self.features[index], $0) }
      #expect(step.centreScore == Self.plainCentreScore(index, since: index < 7 ? 0 : 7))
    }
  }

  @Test(arguments: [DetectionMode.online, .offline])
  func `is replayed from stored features`(mode: DetectionMode) async throws {
    // Crop 2 is the centre of this preset.
    let preprocessing = Preprocessing(.gowtham, crops: .five)
    let detector = MeanDetector()
    let replay = CascadeReplay(
      preprocessing: preprocessing, featureSize: Self.size,
      detectors: Detectors(online: detector, offline: detector))
    func replayed(_ bound: Float) async throws -> CascadeReplay.Outcome {
      let settings = DetectionSettings(mode: mode, window: 4, rules: EventRules(), cascadeBound: bound)
      return try await replay.outcome(of: (0..<Self.snippets).map(Self.position), settings: settings) {
        Self.features[$0]
      }
    }
    // Whatever scores always did, over features that a plain rule puts together.
    func plain(_ bound: Float) async throws -> [SnippetScore] {
      let given = (0..<Self.snippets).map { index in
        Self.plainCentreScore(index) >= bound
          ? Self.features[index] : Self.rows(Self.features[index], [2, 2, 2, 2, 2])
      }
      guard mode == .online else {
        return try await OfflineDetection(network: detector).scores(
          (0..<Self.snippets).map(Self.position), crops: 5
        ) { crop in
          Tensor(shape: [Self.snippets, Self.size], values: given.flatMap { Self.rows($0, [crop]).values })
        }
      }
      var detection = OnlineDetection(network: detector, snippets: 4, crops: 5, featureSize: Self.size)
      var scores: [SnippetScore] = []
      for index in 0..<Self.snippets {
        scores.append(try await detection.score(Self.position(index), given[index]))
      }
      return scores
    }
    for bound in [0, 0.5, 2] as [Float] {
      let outcome = try await replayed(bound)
      #expect(outcome.scores == (try await plain(bound)))
      #expect(outcome.centreScores == (0..<Self.snippets).map { Self.plainCentreScore($0) })
      #expect(outcome.snippetsWithAllCrops == outcome.centreScores.count { $0 >= bound })
    }
  }
}

/// Two snippets of a pattern that moves, a gap, and two of one that stands still.
private struct InterruptedMotion: FrameSource {
  var isLive: Bool { false }
  var name: String { "interrupted motion" }

  struct AsyncIterator: AsyncIteratorProtocol {
    var elements: [SourceElement]

    mutating func next() async throws -> SourceElement? { elements.isEmpty ? nil : elements.removeFirst() }
  }

  func makeAsyncIterator() -> AsyncIterator {
    var elements: [SourceElement] = (0..<64).map { index in
      let phase = Double(index < 32 ? index : 32)
      let pixels = (0..<3 * 128 * 96).map { place -> UInt8 in
        let (x, y) = (Double(place / 3 % 128), Double(place / 384))
        return UInt8(128 + 60 * sin(0.4 * (x + phase)) + 60 * sin(0.3 * y))
      }
      return SourceElement.frame(
        Frame(index: index, time: Double(index) / 25, width: 128, height: 96, pixels: pixels))
    }
    elements.insert(.gap(SourceGap(start: 1.24, end: 1.28, reason: .silence)), at: 32)
    return AsyncIterator(elements: elements)
  }
}

@Suite struct `A run with a cascade` {
  @Test(arguments: [(DetectionMode.offline, false, false), (.offline, true, true), (.online, false, true)])
  func `has a window of all crops only for online scores`(mode: DetectionMode, compares: Bool, has: Bool)
    async throws
  {
    let run = DetectionRun(
      source: InterruptedMotion(), extractor: try await flowExtractor(crops: .five),
      detectors: Detectors(online: MeanDetector(), offline: MeanDetector()),
      settings: DetectionSettings(mode: mode, comparesModes: compares, rules: EventRules(), cascadeBound: 0.5)
    )
    #expect((run.onlineDetection != nil) == has)
  }

  @Test func `forgets at a gap what the centre was like before it`() async throws {
    let source = InterruptedMotion()
    let extractor = try await flowExtractor(crops: .five)
    var features: [Float] = []
    _ = try await FeaturePipeline(source: source, extractor: extractor).run(stop: StopRequest()) {
      features.append($0.features.values[0])
    }
    try #require(features.count == 4)
    let (moving, still) = (min(features[0], features[1]), max(features[2], features[3]))
    try #require(moving > still)
    let detector = MeanDetector()
    let run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: detector, offline: nil),
      settings: DetectionSettings(
        mode: .online, window: 4, rules: EventRules(), cascadeBound: still + (moving - still) / 4))
    var (seen, gaps): ([Int], Int) = ([], 0)
    let counts = try await run.run(stop: StopRequest()) { update in
      switch update.content {
      case .extracted: seen.append(update.counts.snippetsWithAllCrops)
      case .gap: gaps += 1
      default: break
      }
    }
    // With what moved still in the window, the snippets after the gap would be scored at half of it.
    #expect(seen == [1, 2, 2, 2] && counts.snippetsWithAllCrops == 2 && gaps == 1)
  }
}
