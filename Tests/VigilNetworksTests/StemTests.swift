import Testing
import VigilCore
import VigilNetworks

@Suite struct `A split after the stem` {
  @Test func `gives two graphs that together are the whole`() throws {
    let whole = try I3DNonLocal(width: 0.25).graph(frames: 8, frameHeight: 40, frameWidth: 36)
    let (stem, trunk) = try #require(whole.splitAfterStem())
    #expect(stem.nodes + trunk.nodes == whole.nodes)
    #expect(stem.outputs.map(\.name) == trunk.inputs.map(\.name))
    #expect(stem.outputs[0].shape == trunk.inputs[0].shape)
    #expect(trunk.outputNames == whole.outputNames)

    let snippet = Tensor(
      shape: [1, 3, 8, 40, 36], values: DeterministicValues.uniform("clip.split", count: 3 * 8 * 40 * 36))
    let weights = Weights.deterministic(for: whole)
    let pooled = try ReferenceInterpreter.run(
      Network(stem, weights.restricted(to: stem)), ["snippet": snippet])
    let features = try ReferenceInterpreter.run(Network(trunk, weights.restricted(to: trunk)), pooled)
    #expect(try features == ReferenceInterpreter.run(Network(whole, weights), ["snippet": snippet]))
  }

  @Test func `is not made where the layers or sizes are others`() throws {
    #expect(try I3DNonLocal(layout: .layout8x8).graph().splitAfterStem() == nil)
    #expect(try I3DNonLocal(width: 0.125).graph().splitAfterStem() == nil, "8 channels")
    #expect(try I3DNonLocal().graph(frames: 10).splitAfterStem() == nil)
    #expect(try RTFM().graph().splitAfterStem() == nil)
    // What is hidden in the stem may be used nowhere else.
    var graph = try I3DNonLocal().graph()
    graph.outputNames.append("relu1")
    #expect(graph.splitAfterStem() == nil)
  }
}
