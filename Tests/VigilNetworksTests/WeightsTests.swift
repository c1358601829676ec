import Testing
import VigilCore
import VigilNetworks

@Suite struct `The weights of a network` {
  let graph: Graph

  init() throws { graph = try RTFM(features: 64).graph() }

  @Test func `are refused with everything wrong listed at once`() {
    var weights = Weights.deterministic(for: graph)
    weights.tensors["fc1.bias"] = nil
    weights.tensors["fc2.bias"] = nil
    weights.tensors["fc4.bias"] = Tensor(repeating: 0, shape: [1])
    weights.tensors["fc3.weight"] = Tensor(repeating: 0, shape: [128, 1])
    let error = #expect(throws: NetworksError.self) { try Network(graph, weights) }
    #expect(error?.code == .weightsMismatch)
    #expect(
      error?.message
        == "these weights do not fit rtfm; missing: fc1.bias, fc2.bias; unexpected: fc4.bias; "
        + "wrong shape: fc3.weight [128, 1] instead of [1, 128]")
  }

  /// From the reference implementation in PyTorch.
  @Test func `made from names match the reference`() throws {
    let weights = Weights.deterministic(for: graph).tensors
    let extractor = Weights.deterministic(for: try I3DNonLocal(width: 0.25).graph()).tensors
    #expect(
      Array(try #require(weights["fc1.weight"]).values.prefix(3)) == [
        -0.047096654772758484, 0.032164476811885834, 0.13718324899673462,
      ])
    #expect(
      Array(try #require(weights["Aggregate.conv_1.2.running_var"]).values.prefix(3)) == [
        0.7550213932991028, 1.4808484315872192, 1.3925470113754272,
      ])
    #expect(Array(try #require(weights["fc3.bias"]).values) == [0.06115518882870674])
    #expect(
      Array(try #require(extractor["layer2.1.nl.theta.weight"]).values.prefix(3)) == [
        0.10962123423814774, -0.09828266501426697, 0.010172558948397636,
      ])
  }

  @Test func `have a hash of names, shapes and values`() {
    var weights = Weights.deterministic(for: graph)
    let hash = weights.sha256
    #expect(hash.count == 64)
    #expect(Weights.deterministic(for: graph).sha256 == hash)
    weights.tensors["fc3.bias"]?.values[0] += 1
    #expect(weights.sha256 != hash)
  }
}

@Suite struct `A network's identity` {
  /// The literal value guards against a change of what it is made from: caches of users would go stale unnoticed.
  @Test func `is the same in every process`() throws {
    let identity = NetworkIdentity(try RTFM(features: 64).graph(), weightsSHA256: "abc")
    #expect(identity.hex == "99b01b5bb8fff10649a04eb00f7868cf02fa033a97da8ad08b87c70407249dd7")
  }

  @Test func `differs with weights, options and graph`() throws {
    let graph = try I3DNonLocal().graph()
    let identities: Set = [
      NetworkIdentity(graph, weightsSHA256: "a"),
      NetworkIdentity(graph, weightsSHA256: "b"),
      NetworkIdentity(graph, weightsSHA256: "a", ONNXOptions(isSimplified: false)),
      NetworkIdentity(graph, weightsSHA256: "a", ONNXOptions(sizes: ["batch": 2])),
      NetworkIdentity(graph, weightsSHA256: "a", ONNXOptions(sizes: [:])),
      NetworkIdentity(try I3DNonLocal().graph(frameHeight: 256), weightsSHA256: "a"),
      NetworkIdentity(try I3DNonLocal(layout: .layout8x8).graph(frames: 16), weightsSHA256: "a"),
    ]
    #expect(identities.count == 7)
  }

  @Test func `differs with every detail of an operation`() throws {
    let plain = try FlowStatistics().graph(frameHeight: 64, frameWidth: 64)
    func identity(_ change: (VigilNetworks.Operation) -> VigilNetworks.Operation?) throws -> NetworkIdentity {
      var graph = plain
      let index = try #require(graph.nodes.firstIndex { change($0.operation) != nil })
      graph.nodes[index].operation = try #require(change(graph.nodes[index].operation))
      return NetworkIdentity(graph, weightsSHA256: "a")
    }
    let identities: Set = [
      NetworkIdentity(plain, weightsSHA256: "a"),
      try identity { if case .ranked(let places) = $0 { .ranked(places.reversed()) } else { nil } },
      try identity { if case .mean(let axis) = $0 { .mean(axis: axis + 1) } else { nil } },
      try identity { if case .difference(let axis) = $0 { .difference(axis: axis + 1) } else { nil } },
      try identity {
        guard case .averagePool(var window) = $0 else { return nil }
        window.padding[0] += 1
        return .averagePool(window)
      },
    ]
    #expect(identities.count == 5)
  }
}
