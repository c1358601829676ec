import VigilCore
public import VigilInference
import VigilNetworks

/// Small networks of both kinds, with the results of the plain reference interpreter.
public enum SelfTests {
  /// All tests, in the form in which an engine takes networks; the first layers only for one that leaves them to Vigil.
  ///
  /// - Throws: `engineFailed` if the reference cannot compute them.
  public static func all(
    for capabilities: EngineCapabilities
  ) throws(InferenceError) -> [(name: String, test: EngineSelfTest)] {
    let options = ONNXOptions(usesPlanes: capabilities.networkForm == .planar)
    do {
      let extractor = try I3DNonLocal(width: 1.0 / 16).graph(frameHeight: 32, frameWidth: 32)
      let detector = try RTFM(features: 64).graph()
      var tests = [
        ("extractor", try test(extractor.fixing(["batch": 1]), options)),
        ("detector", try test(detector.fixing(["crops": 2, "snippets": 5]), options)),
      ]
      if capabilities.stem.isPossible {
        tests.append(("first layers", try stemTest(I3DNonLocal(width: 0.25), options)))
      }
      return tests
    } catch {
      throw InferenceError(.engineFailed, "cannot build the self-test: \(error)")
    }
  }

  /// The extractor as it runs where its first layers are computed separately.
  private static func stemTest(_ extractor: I3DNonLocal, _ options: ONNXOptions) throws -> EngineSelfTest {
    let graph = try extractor.graph(frames: 8, frameHeight: 32, frameWidth: 32).fixing(["batch": 1])
    let network = SelectedNetwork(
      architecture: .i3dNonLocal(extractor), graph: graph, weightsName: "self-test", sha256: nil
    ) {
      Weights.deterministic(for: $0)
    }
    guard let (stem, trunk) = network.split(options) else {
      throw ModelError(.unsupported, "the first layers cannot be computed separately")
    }
    var test = try test(graph, options)
    test.network = trunk
    test.stem = stem
    return test
  }

  private static func test(_ graph: Graph, _ options: ONNXOptions) throws -> EngineSelfTest {
    let network = Network.deterministic(graph)
    let shape = graph.inputs[0].shape.map { $0.size ?? 1 }
    let values = DeterministicValues.uniform("self-test", count: shape.reduce(1, *))
    let input = Tensor(shape: shape, values: values)
    let expected = try ReferenceInterpreter.run(network, [graph.inputs[0].name: input])
    let identity = NetworkIdentity(graph, weightsSHA256: "self-test", options)
    return EngineSelfTest(
      network: PortableNetwork(
        identity: identity.hex, program: { NetworkProgram(network) },
        writeONNX: { try ONNXExport(network, options).write(to: $0) }),
      input: input, expected: expected)
  }
}
