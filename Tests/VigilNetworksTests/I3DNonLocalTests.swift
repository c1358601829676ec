import Testing
import VigilCore
import VigilNetworks

@Suite struct `The extractor` {
  @Test func `has the published size and cost`() throws {
    let graph = try I3DNonLocal().graph()
    #expect(graph.parameterCount == 34_582_336)
    #expect(graph.fixing(["batch": 1]).multiplyAccumulates == 19_731_005_440)
    #expect(graph.outputs.map(\.shape) == [["batch", 2048]])
    #expect(try I3DNonLocal(layout: .layout8x8).graph().parameterCount == 34_582_336)
    #expect(try I3DNonLocal(width: 0.25).graph().parameterCount == 2_183_632)
  }

  /// PyTorch's count of the baseline with its classifier is 28,043,472; the classifier has 819,600.
  @Test func `may be the baseline without non-local blocks`() throws {
    let baseline = try I3DNonLocal(hasNonLocal: false)
    #expect(baseline.identifier == "i3d-baseline-32x2")
    let graph = try baseline.graph()
    #expect(graph.parameterCount == 28_043_472 - 819_600)
    #expect(!graph.parameters.contains { $0.name.contains(".nl.") })
    #expect(graph.splitAfterStem() != nil, "the fast first layers are the same")
    #expect(graph.outputs.map(\.shape) == [["batch", 2048]])

    // A non-local block whose last norm is zero is the identity, so the two then are one network.
    let narrow = try I3DNonLocal(width: 1.0 / 16).graph(frameHeight: 32, frameWidth: 32)
    let small = try I3DNonLocal(width: 1.0 / 16, hasNonLocal: false).graph(frameHeight: 32, frameWidth: 32)
    var weights = Weights.deterministic(for: narrow)
    for name in weights.tensors.keys where name.hasSuffix(".nl.bn.weight") || name.hasSuffix(".nl.bn.bias") {
      weights.tensors[name] = Tensor(repeating: 0, shape: weights.tensors[name]?.shape ?? [])
    }
    let input = ["snippet": Golden.snippet("baseline", frames: 16, side: 32)]
    let without = Weights(weights.tensors.filter { !$0.key.contains(".nl.") })
    let wanted = try #require(try ReferenceInterpreter.run(Network(narrow, weights), input)["features"])
    let found = try #require(try ReferenceInterpreter.run(Network(small, without), input)["features"])
    #expect(relativeDifference(found.values, wanted.values) < 1e-6)
  }

  @Test func `has the published shapes`() throws {
    let shapes = Dictionary(
      uniqueKeysWithValues: try I3DNonLocal().graph().layers.map { ($0.name, $0.outputShape) })
    #expect(shapes["relu1"] == ["batch", 64, 8, 112, 112])
    #expect(shapes["maxpool1"] == ["batch", 64, 4, 55, 55])
    #expect(shapes["layer1.2.relu3"] == ["batch", 256, 4, 55, 55])
    #expect(shapes["maxpool2"] == ["batch", 256, 2, 55, 55])
    #expect(shapes["layer2.3.nl.add"] == ["batch", 512, 2, 28, 28])
    #expect(shapes["layer3.5.nl.add"] == ["batch", 1024, 2, 14, 14])
    #expect(shapes["layer4.2.relu3"] == ["batch", 2048, 2, 7, 7])
  }

  /// The last feature map of the 8x8 layout is twice as long in time, and 56 pixels replace 55.
  @Test func `has the shapes of the other layout`() throws {
    let graph = try I3DNonLocal(layout: .layout8x8).graph(output: .map)
    #expect(graph.inputs[0].shape == ["batch", 3, 8, 224, 224])
    #expect(graph.layers.first { $0.name == "maxpool1" }?.outputShape == ["batch", 64, 8, 56, 56])
    #expect(graph.outputs[0].shape == ["batch", 2048, 4, 7, 7])
  }

  @Test func `gives the golden features and stages, folded or not`() throws {
    let golden: Golden.Extractor = try Golden.read("i3d_narrow")
    let network = Network.deterministic(
      try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64))
    let nodes = [
      "bn1": "bn1", "layer1": "layer1.2.relu3", "layer2": "layer2.3.nl.add", "layer3": "layer3.5.nl.add",
      "layer4": "layer4.2.relu3",
    ]
    let snippet = Golden.snippet("clip.narrow", frames: 16, side: 64)
    let values = try ReferenceInterpreter.run(network, ["snippet": snippet], keeping: Set(nodes.values))
    for (stage, node) in nodes {
      let expected = try #require(golden.stages[stage])
      let value = try #require(values[node])
      #expect(value.shape == expected.shape)
      #expect(relativeDifference(Array(value.values.prefix(8)), expected.first) < 1e-5, "\(stage)")
      let mean = value.values.reduce(0) { $0 + Double($1) } / Double(value.values.count)
      let norm = value.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(mean - expected.mean) < 1e-5 && abs(norm / expected.norm - 1) < 1e-5, "\(stage)")
    }
    let features = try #require(values["features"]?.values)
    let expected = try #require(golden.features.values)
    #expect(relativeDifference(features, expected) < 1e-5)

    let folded = network.folded()
    #expect(!folded.graph.nodes.contains { $0.operation == .batchNorm(epsilon: 1e-5) })
    try folded.weights.verify(for: folded.graph)
    let same = try #require(try ReferenceInterpreter.run(folded, ["snippet": snippet])["features"]?.values)
    #expect(relativeDifference(same, features) < 1e-5)
  }

  @Test func `gives the golden features of the other layout`() throws {
    let golden: Golden.SmallExtractor = try Golden.read("i3d_8x8_narrow")
    let network = Network.deterministic(
      try I3DNonLocal(layout: .layout8x8, width: 0.25).graph(frameHeight: 64, frameWidth: 64))
    let snippet = Golden.snippet("clip.8x8", frames: 8, side: 64)
    let features = try #require(
      try ReferenceInterpreter.run(network, ["snippet": snippet])["features"]?.values)
    #expect(relativeDifference(features, golden.features) < 1e-5)
  }

  @Test func `refuses sizes it cannot have`() {
    #expect(throws: NetworksError.self) { try I3DNonLocal(width: 0) }
    #expect(throws: NetworksError.self) { try I3DNonLocal(width: .nan) }
    #expect(throws: NetworksError.self) { try I3DNonLocal().graph(frames: 4) }
    #expect(throws: NetworksError.self) { try I3DNonLocal().graph(frameHeight: 16) }
    #expect(throws: Never.self) {
      for layout in I3DNonLocal.Layout.allCases {
        _ = try I3DNonLocal(layout: layout, width: 1.0 / 64).graph(frames: 8, frameHeight: 32, frameWidth: 33)
      }
    }
  }

  @Test func `refuses a snippet of another shape with both named`() throws {
    let network = Network.deterministic(
      try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64))
    let snippet = Golden.snippet("clip", frames: 16, side: 32)
    let error = #expect(throws: NetworksError.self) {
      try ReferenceInterpreter.run(network, ["snippet": snippet])
    }
    #expect(error?.message.contains("snippet [batch, 3, 16, 64, 64], not [1, 3, 16, 32, 32]") == true)
  }
}
