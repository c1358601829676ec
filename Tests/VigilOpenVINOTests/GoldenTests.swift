import Foundation
import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO

/// The real networks against what PyTorch computed with the same weights.
@Suite struct `The networks in OpenVINO` {
  let scratch = ScratchFolder()

  struct DetectorCase: Decodable {
    var crops, snippets: Int
    var scores, magnitudes: [Float]
  }

  /// Whether convolutions are written as ones over planes. As volumes they take an emulated Arm processor hours.
  static var forms: [Bool] {
    #if arch(arm64)
      [OpenVINOEngine.capabilities.networkForm == .planar]
    #else
      [false, true]
    #endif
  }

  func load(
    _ graph: Graph, _ options: LoadOptions, inPlanes: Bool = false
  ) async throws -> any InferenceSession {
    let network = Network.deterministic(graph)
    let portable = PortableNetwork(identity: "golden-\(graph.name)-\(inPlanes)") {
      try ONNXExport(network, ONNXOptions(usesPlanes: inPlanes)).write(to: $0)
    }
    var options = options
    options.cache = scratch.cache
    return try await OpenVINOEngine().load(portable, options: options)
  }

  func golden<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: Fixture.file(name, "json")))
  }

  func features(_ name: String, width: Double, side: Int, hasNonLocal: Bool = true, inPlanes: Bool)
    async throws -> [Float]
  {
    let graph = try I3DNonLocal(width: width, hasNonLocal: hasNonLocal)
      .graph(frameHeight: side, frameWidth: side)
    let session = try await load(graph, LoadOptions(), inPlanes: inPlanes)
    let snippet = DeterministicValues.uniform("clip.\(name)", count: 3 * 16 * side * side)
    let result = try await session.run(items: 1) { _, span in
      for index in snippet.indices { span[index] = 2 * snippet[index] }
    }
    #expect(result.shape == [1, Int(2048 * width)])
    return result.values
  }

  @Test(arguments: [("narrow", 0.25, 64), ("full", 1, 224)] as [(String, Double, Int)], forms)
  func `give the features of the reference`(
    network: (name: String, width: Double, side: Int), inPlanes: Bool
  ) async throws {
    let (name, width, side) = network
    let expected = try #require(try golden("extractor", as: [String: [Float]].self)[name])
    let values = try await features(name, width: width, side: side, inPlanes: inPlanes)
    #expect(largestDifference(values, expected) / (expected.max() ?? 0) < 1e-4)
  }

  /// Of the network that the public feature extractor builds, in its own program.
  @Test(arguments: forms)
  func `give the features of the published program without non-local blocks`(inPlanes: Bool) async throws {
    let expected = try #require(try golden("baseline", as: [String: [Float]].self)["baseline"])
    let values = try await features("baseline", width: 1, side: 64, hasNonLocal: false, inPlanes: inPlanes)
    #expect(largestDifference(values, expected) / (expected.max() ?? 0) < 1e-4)
  }

  /// Of 2048 features, and of 1024 as the published programs for XD-Violence have them, with branches of 512 channels.
  @Test(arguments: [("detector", 2048), ("detector1024", 1024)])
  func `give the scores and magnitudes of the reference for any number of snippets`(
    file: String, features: Int
  ) async throws {
    let session = try await load(try RTFM.published(features: features).graph(), LoadOptions())
    let cases = try golden(file, as: [String: DetectorCase].self)
    #expect(cases.values.contains { $0.snippets < 4 } && cases.values.contains { $0.snippets > 10 })
    for (name, golden) in cases {
      let count = golden.crops * golden.snippets * features
      let input = DeterministicValues.uniform(name, count: count).map(abs)
      let output = try await session.run(
        Tensor(shape: [golden.crops, golden.snippets, features], values: input))
      let scores = try #require(output["scores"])
      let magnitudes = try #require(output["magnitudes"])
      #expect(scores.shape == [golden.crops, golden.snippets])
      #expect(largestDifference(meanOverCrops(scores), golden.scores) < 1e-5)
      #expect(
        zip(meanOverCrops(magnitudes), golden.magnitudes).allSatisfy { abs($0 - $1) < 1e-5 * $1 })
    }
  }

  @Test func `give what the interpreter gives for statistics of flow`() async throws {
    let graph = try FlowStatistics().graph(frameHeight: 96, frameWidth: 128)
    let shape = [1, 3, 16, 96, 128]
    // Waves that glide, so that there is flow to measure.
    let values = (0..<shape.reduce(1, *)).map { index in
      let (x, y, t) = (index % 128, index / 128 % 96, index / (128 * 96) % 16)
      return Float(sin(0.3 * Double(x) - 0.2 * Double(t)) + sin(0.2 * Double(y) + 0.1 * Double(t * (y / 30))))
    }
    let network = try Network(graph, Weights([:]))
    let expected = try #require(
      try ReferenceInterpreter.run(network, ["snippet": Tensor(shape: shape, values: values)])["features"])
    let result = try await load(graph, LoadOptions()).run(items: 1) { _, span in
      for index in values.indices { span[index] = values[index] }
    }
    #expect(result.values.count == 344 && Set(result.values).count > 100)
    #expect(largestDifference(result.values, expected.values) < 1e-3)
  }

  /// Vigil's own, so there is no reference in PyTorch but the plain interpreter.
  @Test(arguments: [(16, 96, 128), (4, 45, 38)])
  func `give what the interpreter gives for the motion network`(channels: Int, height: Int, width: Int)
    async throws
  {
    let motion = try MotionNet(channels: channels)
    let graph = try motion.graph(frameHeight: height, frameWidth: width)
    let shape = [1, 3, 16, height, width]
    let snippet = Tensor(
      shape: shape, values: DeterministicValues.uniform("motion", count: shape.reduce(1, *)))
    let expected = try #require(
      try ReferenceInterpreter.run(Network.deterministic(graph), ["snippet": snippet])["features"])
    #expect(expected.shape == [1, motion.features] && Set(expected.values).count > motion.features / 2)
    let result = try await load(graph, LoadOptions()).run(items: 1) { _, span in
      for index in snippet.values.indices { span[index] = snippet.values[index] }
    }
    #expect(largestDifference(result.values, expected.values) / (expected.values.max() ?? 0) < 1e-4)
  }

  @Test func `give the same bits in every run and on every stream`() async throws {
    let graph = try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64)
    let snippet = DeterministicValues.uniform("clip.narrow", count: 3 * 16 * 64 * 64)
    for _ in 0..<2 {
      let session = try await load(graph, LoadOptions(threads: 2, concurrentItems: 10))
      for _ in 0..<3 {
        let result = try await session.run(items: 10) { _, span in
          for index in snippet.indices { span[index] = 2 * snippet[index] }
        }
        let rows = Set((0..<10).map { Array(result.values[$0 * 512..<($0 + 1) * 512]) })
        #expect(rows.count == 1)
      }
    }
  }

  func meanOverCrops(_ tensor: Tensor) -> [Float] {
    let (crops, snippets) = (tensor.shape[0], tensor.shape[1])
    return (0..<snippets).map { snippet in
      (0..<crops).reduce(0) { $0 + tensor.values[$1 * snippets + snippet] } / Float(crops)
    }
  }

  func largestDifference(_ values: [Float], _ expected: [Float]) -> Float {
    guard values.count == expected.count else { return .infinity }
    return zip(values, expected).map { abs($0 - $1) }.max() ?? .infinity
  }
}
