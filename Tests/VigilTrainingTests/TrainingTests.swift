import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport
import VigilTorch
import VigilTraining

/// One thread is enough for small networks, and has no other to wait for on a busy machine.
let plugin = try? TorchPlugin(threads: 1)

@Suite struct `Segments` {
  struct Golden: Decodable {
    struct Case: Decodable {
      var edges: [Int]
      var pooled: [[Double]]
    }
    var cases: [String: Case]
  }

  @Test func `are those of the public code`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "segments", withExtension: "json", subdirectory: "Fixtures"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    #expect(golden.cases.count == 8)
    let folder = try TemporaryFolder()
    for (name, wanted) in golden.cases {
      let length = try #require(Int(name))
      #expect(SegmentPooling.edges(snippets: length, segments: 32) == wanted.edges)
      let values = DeterministicValues.uniform("segments.\(length)", count: length * 4)
      // Two crops, the second one negative.
      let rows = (0..<length).flatMap { row in
        let own = values[row * 4..<row * 4 + 4]
        return Array(own) + own.map { -$0 }
      }
      let url = folder.appending("\(name).npy")
      try NPY.write(Tensor(shape: [length, 2, 4], values: rows), to: url)
      let pooled = try SegmentPooling.pooled(VideoFeatures(url), segments: 32)
      #expect(pooled.shape == [2, 32, 4])
      let flat = wanted.pooled.flatMap { $0 }
      for (index, value) in flat.enumerated() {
        #expect(abs(Double(pooled.values[index]) - value) < 1e-6)
        #expect(pooled.values[flat.count + index] == -pooled.values[index])
      }
    }
  }
}

@Suite struct `A set of features` {
  @Test func `says everything that is wrong at once`() throws {
    let folder = try TemporaryFolder()
    func write(_ name: String, _ shape: [Int]) throws -> URL {
      let url = folder.appending(name)
      try NPY.write(Tensor(shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *))), to: url)
      return url
    }
    let good = try write("good.npy", [5, 2, 8])
    let wide = try write("wide.npy", [5, 2, 16])
    let flat = try write("flat.npy", [5, 8])
    let empty = try write("empty.npy", [0, 2, 8])
    try Data("none".utf8).write(to: folder.appending("text.npy"))
    let error = #expect(throws: TrainingError.self) {
      try FeatureSet(
        normal: [good, wide, flat, folder.appending("text.npy"), folder.appending("absent.npy")],
        abnormal: [empty, good])
    }
    let message = try #require(error?.message)
    for name in ["wide.npy", "flat.npy", "text.npy", "absent.npy", "empty.npy", "normal and as abnormal"] {
      #expect(message.contains(name), "\(message)")
    }
    #expect(!message.contains("\n"))
    let one = #expect(throws: TrainingError.self) { try FeatureSet(normal: [good], abnormal: []) }
    #expect(one?.message.contains("no abnormal video") == true)
  }
}

@Suite struct `Initial weights` {
  @Test func `are Xavier's`() throws {
    let graph = try RTFM(features: 64).trainingGraph()
    let weights = Weights.initial(for: graph, seed: 3)
    #expect(throws: Never.self) { try weights.verify(for: graph) }
    let fc1 = try #require(weights.tensors["fc1.weight"]).values
    let bound = (6.0 / Double(64 + 512)).squareRoot()
    #expect(fc1.allSatisfy { abs(Double($0)) <= bound })
    let variance = fc1.reduce(0) { $0 + Double($1) * Double($1) } / Double(fc1.count)
    #expect(abs(variance / (bound * bound / 3) - 1) < 0.02)
    #expect(weights.tensors["Aggregate.non_local.W.1.weight"]?.values.allSatisfy { $0 == 0 } == true)
    #expect(weights.tensors["Aggregate.conv_1.2.weight"]?.values.allSatisfy { $0 == 1 } == true)
    #expect(weights.tensors["fc1.bias"]?.values.allSatisfy { $0 == 0 } == true)
    #expect(Weights.initial(for: graph, seed: 3) == weights)
    #expect(Weights.initial(for: graph, seed: 4) != weights)
  }
}

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"), .serialized)
struct `A training` {
  let torch: TorchPlugin
  let folder: TemporaryFolder

  init() throws {
    torch = try TorchPlugin(threads: 1)
    folder = try TemporaryFolder()
  }

  var videos: TrainingVideos { TrainingVideos(folder: folder) }

  func set() throws -> TrainingSets {
    let (normal, abnormal) = try videos.files()
    return try TrainingSets(TrainingSets.Files(normal: normal, abnormal: abnormal))
  }

  func settings(_ steps: Int) -> TrainingSettings {
    var settings = TrainingSettings.rtfm
    settings.videosPerClass = 8
    settings.steps = steps
    return settings
  }

  @Test func `learns to tell what differs on videos that it never saw`() throws {
    let set = try set()
    let pooled = folder.appending("pooled.npy")
    try TrainingRun.pool(set.training, segments: 32, to: pooled)
    let run = try TrainingRun(set, pooled: pooled, settings: settings(250), plugin: torch)
    var losses: [Double] = []
    while run.steps < run.settings.steps { losses.append(try run.step().classification) }
    let (before, after): (Double, Double) = (losses.prefix(20).reduce(0, +), losses.suffix(20).reduce(0, +))
    #expect(after < before / 2)

    let network = try TorchNetwork(
      Network(RTFM(features: TrainingVideos.size).graph(), run.weights()), plugin: torch)
    var (abnormal, normal): ([Float], [Float]) = ([], [])
    for number in 0..<12 {
      let (url, labels) = try videos.video("test\(number)", isAbnormal: number % 2 == 0)
      let features = try NPY.read(url)
      // [snippets, crops, F] -> [crops, snippets, F]
      let (length, crops) = (features.shape[0], features.shape[1])
      var values: [Float] = []
      for crop in 0..<crops {
        for row in 0..<length {
          let place = (row * crops + crop) * TrainingVideos.size
          values += features.values[place..<place + TrainingVideos.size]
        }
      }
      let scores = try #require(
        try network.run(Tensor(shape: [crops, length, TrainingVideos.size], values: values))["scores"])
      for (index, isAbnormal) in labels.enumerated() {
        let score = (scores.values[index] + scores.values[length + index]) / 2
        if isAbnormal { abnormal.append(score) } else { normal.append(score) }
      }
    }
    var right = 0.0
    for high in abnormal {
      for low in normal { right += high > low ? 1 : high == low ? 0.5 : 0 }
    }
    let area = right / Double(abnormal.count * normal.count)
    #expect(area > 0.95, "snippet-level AUC \(area)")
  }

  @Test func `goes on bit for bit`() throws {
    let set = try set()
    let pooled = folder.appending("pooled.npy")
    try TrainingRun.pool(set.training, segments: 32, to: pooled)
    let whole = try TrainingRun(set, pooled: pooled, settings: settings(8), plugin: torch)
    var terms: [RTFMLoss.Terms] = []
    for _ in 0..<8 { terms.append(try whole.step()) }

    let first = try TrainingRun(set, pooled: pooled, settings: settings(8), plugin: torch)
    for step in 0..<5 { #expect(try first.step() == terms[step]) }
    let file = folder.appending("state.safetensors")
    try first.state().write(to: file)
    let second = try TrainingRun(
      set, pooled: pooled, resuming: TrainingState(reading: file), plugin: torch)
    #expect(second.steps == 5)
    for step in 5..<8 { #expect(try second.step() == terms[step]) }
    #expect(try second.weights() == whole.weights())
    // Another seed is another training.
    var other = settings(8)
    other.seed = 2
    #expect(try TrainingRun(set, pooled: pooled, settings: other, plugin: torch).step() != terms[0])
  }

  @Test func `refuses a state or a file of segments that is not its own`() throws {
    let set = try set()
    let pooled = folder.appending("pooled.npy")
    try TrainingRun.pool(set.training, segments: 16, to: pooled)
    #expect(throws: TrainingError.self) {
      try TrainingRun(set, pooled: pooled, settings: settings(8), plugin: torch)
    }
    #expect(throws: TrainingError.self) { try TrainingState(reading: pooled) }
    #expect(throws: TrainingError.self) { try TrainingState(reading: folder.appending("absent")) }
  }

  @Test func `has the learning rates of its recipe`() {
    #expect(TrainingSettings.rtfm.learningRate(step: 0) == 0.001)
    #expect(TrainingSettings.rtfm.learningRate(step: 14_999) == 0.001)
    let paper = TrainingSettings.paper
    #expect(paper.learningRate(step: 0) == 0.001)
    #expect(abs(paper.learningRate(step: paper.steps - 1) - 0.00001) < 1e-15)
    #expect(paper.learningRate(step: 100) < 0.001)
  }
}
