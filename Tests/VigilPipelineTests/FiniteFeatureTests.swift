import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

@Suite struct `A feature extractor` {
  /// The narrow network, in which one channel of the last layers has a weight that no import would let through.
  private func extractor(bias: Float) async throws -> FeatureExtractor {
    let preprocessing = Preprocessing(.compact, crops: .one)
    let graph = try I3DNonLocal(width: 0.25).graph(
      frames: 16, frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth)
    var weights = Weights.deterministic(for: graph)
    let name = try #require(weights.tensors.keys.filter { $0.hasSuffix("bn3.bias") }.max())
    weights.tensors[name]?.values[0] = bias
    let network = try Network(graph, weights)
    let session = try await OpenVINOEngine().load(
      PortableNetwork(identity: "finite-test") { try ONNXExport(network).write(to: $0) },
      options: LoadOptions(cache: nil))
    return FeatureExtractor(preprocessing: preprocessing, featureSize: 512, session: session)
  }

  private func prepared() throws -> PreparedSnippet {
    let preprocessing = Preprocessing(.compact, crops: .one)
    let frame = Frame(
      index: 0, time: 0, width: 128, height: 96, pixels: (0..<3 * 128 * 96).map { UInt8($0 % 251) })
    return PreparedSnippet(
      preprocessing: preprocessing, frames: Array(repeating: try preprocessing.prepare(frame), count: 16))
  }

  @Test func `gives no non-finite features`() async throws {
    let prepared = try prepared()
    let features = try await extractor(bias: 1).features(of: prepared)
    #expect(features.shape == [1, 512])
    let damaged = try await extractor(bias: .infinity)
    for all in [true, false] {
      let error = await #expect(throws: InferenceError.self) {
        _ =
          all
          ? try await damaged.features(of: prepared) : try await damaged.features(of: prepared, crops: [0])
      }
      #expect(error?.code == .engineFailed)
      #expect(error?.message.contains("import them again") == true)
    }
  }
}
