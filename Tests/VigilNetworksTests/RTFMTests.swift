import Testing
import VigilCore
import VigilNetworks

@Suite struct `The detector` {
  @Test func `has the published size and cost`() throws {
    let graph = try RTFM().graph()
    #expect(graph.parameterCount == 24_718_849)
    #expect(graph.multiplyAccumulates == 24_707_712)
    #expect(graph.outputs.map(\.name) == ["scores", "magnitudes"])
    #expect(graph.outputs.map(\.shape) == [["crops", "snippets"], ["crops", "snippets"]])
    #expect(try RTFM(features: 1024).graph().inputs[0].shape == ["crops", "snippets", 1024])
  }

  @Test(arguments: ["features.1x1", "features.3x2", "features.10x14", "features.2x50"])
  func `gives the golden scores, simplified or not`(name: String) throws {
    let golden: Golden.Detector = try Golden.read("rtfm_64")
    let expected = try #require(golden.cases[name])
    let network = Network.deterministic(try RTFM(features: 64).graph())
    for network in [network, network.simplified()] {
      try check(network, name, expected, features: 64)
    }
  }

  @Test(arguments: ["features.1x14"])
  func `gives the golden scores at full size`(name: String) throws {
    let golden: Golden.Detector = try Golden.read("rtfm_inference")
    try check(.deterministic(try RTFM().graph()), name, try #require(golden.cases[name]), features: 2048)
  }

  @Test(arguments: [1, 2, 3, 5, 6, 7, 32])
  func `scores the newest snippet as it would among all`(snippets: Int) throws {
    let detector = try RTFM(features: 64)
    let weights = Weights.deterministic(for: detector.graph())
    let values = DeterministicValues.uniform("newest", count: 3 * snippets * 64).map(abs)
    let input = ["features": Tensor(shape: [3, snippets, 64], values: values)]
    let all = try ReferenceInterpreter.run(Network(detector.graph(), weights), input)
    let network = try Network(detector.graph(.newest), weights)
    for network in [network, network.simplified()] {
      let newest = try ReferenceInterpreter.run(network, input)
      for output in ["scores", "magnitudes"] {
        let (one, every) = (try #require(newest[output]), try #require(all[output]))
        #expect(one.shape == [3, 1])
        let expected = (0..<3).map { every.values[($0 + 1) * snippets - 1] }
        #expect(relativeDifference(one.values, expected) < 1e-5)
      }
    }
  }

  private func check(
    _ network: Network, _ name: String, _ expected: Golden.Detector.Case, features: Int
  ) throws {
    let (crops, snippets) = (expected.crops, expected.snippets)
    let values = DeterministicValues.uniform(name, count: crops * snippets * features).map(abs)
    let outputs = try ReferenceInterpreter.run(
      network, ["features": Tensor(shape: [crops, snippets, features], values: values)])
    for (output, expected) in [("scores", expected.scores), ("magnitudes", expected.magnitudes)] {
      let value = try #require(outputs[output])
      #expect(value.shape == [crops, snippets])
      let means = (0..<snippets).map { snippet in
        (0..<crops).reduce(0) { $0 + value.values[$1 * snippets + snippet] } / Float(crops)
      }
      #expect(relativeDifference(means, expected) < 1e-5)
    }
  }

  /// A norm after a relu cannot go into the convolution before it; one after W's convolution can.
  @Test func `keeps the norms that follow a relu`() throws {
    let folded = Network.deterministic(try RTFM(features: 64).graph()).folded()
    let norms = folded.graph.nodes.filter { $0.operation == .batchNorm(epsilon: 1e-5) }.map(\.name)
    #expect(
      norms == ["Aggregate.conv_1.2", "Aggregate.conv_2.2", "Aggregate.conv_3.2", "Aggregate.conv_5.2"])
  }

  @Test func `costs in proportion to a video's length when reassociated`() throws {
    let graph = try RTFM().graph()
    func cost(_ graph: Graph, _ snippets: Int) -> Int {
      graph.fixing(["snippets": snippets]).multiplyAccumulates
    }
    let linear = graph.reassociated()
    #expect(cost(linear, 2000) == 2 * cost(linear, 1000))
    #expect(cost(graph, 2000) > 2 * cost(graph, 1000))
  }

  @Test(arguments: [0, 12, 100_000])
  func `refuses numbers of features it cannot have`(features: Int) {
    #expect(throws: NetworksError.self) { try RTFM(features: features) }
  }
}
