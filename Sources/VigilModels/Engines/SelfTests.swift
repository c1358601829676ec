import VigilCore
public import VigilInference
import VigilNetworks

/// Small networks of both kinds, with the results of the plain reference interpreter.
public enum SelfTests {
  /// All tests; the first layers only for an engine that leaves them to Vigil.
  ///
  /// - Throws: `engineFailed` if the reference cannot compute them.
  public static func all(withStem: Bool) throws(InferenceError) -> [(name: String, test: EngineSelfTest)] {
    do {
      let extractor = try I3DNonLocal(width: 1.0 / 16).graph(frameHeight: 32, frameWidth: 32)
      let detector = try RTFM(features: 64).graph()
      var tests = [
        ("extractor", try test(extractor.fixing(["batch": 1]))),
        ("detector", try test(detector.fixing(["crops": 2, "snippets": 5]))),
      ]
      if withStem {
        tests.append(("first layers", try stemTest(I3DNonLocal(width: 0.25))))
      }
      return tests
    } catch {
      throw InferenceError(.engineFailed, "cannot build the self-test: \(error)")
    }
  }

  /// The extractor as it runs where its first layers are computed separately.
  private static func stemTest(_ extractor: I3DNonLocal) throws -> EngineSelfTest {
    let graph = try extractor.graph(frames: 8, frameHeight: 32, frameWidth: 32).fixing(["batch": 1])
    let network = SelectedNetwork(
      architecture: .i3dNonLocal(extractor), graph: graph, weightsName: "self-test", sha256: nil
    ) {
      Weights.deterministic(for: $0)
    }
    guard let (stem, trunk) = network.split else {
      throw ModelError(.unsupported, "the first layers cannot be computed separately")
    }
    var test = try test(graph)
    test.network = trunk
    test.stem = stem
    return test
  }

  private static func test(_ graph: Graph) throws -> EngineSelfTest {
    let network = Network.deterministic(graph)
    let shape = graph.inputs[0].shape.map { $0.size ?? 1 }
    let values = DeterministicValues.uniform("self-test", count: shape.reduce(1, *))
    let input = Tensor(shape: shape, values: values)
    let expected = try ReferenceInterpreter.run(network, [graph.inputs[0].name: input])
    let identity = NetworkIdentity(graph, weightsSHA256: "self-test")
    return EngineSelfTest(
      network: PortableNetwork(
        identity: identity.hex, program: { NetworkProgram(network) },
        writeONNX: { try ONNXExport(network).write(to: $0) }),
      input: input, expected: expected)
  }
}
