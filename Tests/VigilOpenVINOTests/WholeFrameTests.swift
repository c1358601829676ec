import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO

/// Extractors that see whole frames of odd sizes, against the reference interpreter.
@Suite struct `Whole frames in OpenVINO` {
  let scratch = ScratchFolder()

  static let (height, width) = (70, 101)
  static let regions = [(0, 0), (37, 0), (0, 6), (37, 6), (18, 3)].map {
    PixelRegion(x: $0.0, y: $0.1, width: 64, height: 64)
  }

  static func network() throws -> Network {
    .deterministic(
      try I3DNonLocal(width: 0.25).graph(
        frameHeight: height, frameWidth: width, output: .regions(regions)))
  }

  static let snippet = Tensor(
    shape: [1, 3, 16, height, width],
    values: DeterministicValues.uniform("clip.whole", count: 3 * 16 * height * width).map { 2 * $0 })

  func portable(_ network: Network) -> PortableNetwork {
    let identity = NetworkIdentity(network.graph, weightsSHA256: network.weights.sha256)
    return PortableNetwork(identity: identity.hex) { try ONNXExport(network).write(to: $0) }
  }

  func distance(_ a: [Float], from b: [Float]) -> Double {
    let noise = zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    return (noise / b.reduce(0.0) { $0 + Double($1) * Double($1) }).squareRoot()
  }

  @Test func `give the features of the reference, with the first layers apart or not`() async throws {
    let network = try Self.network()
    let expected = try #require(
      try ReferenceInterpreter.run(network, ["snippet": Self.snippet])["features"])
    let options = LoadOptions(cache: scratch.cache)
    let whole = try await OpenVINOEngine().load(portable(network), options: options)
    let values = try await whole.run(items: 2) { _, span in
      for (index, value) in Self.snippet.values.enumerated() { span[index] = value }
    }
    #expect(values.shape == [2, 5, 512])
    #expect(distance(Array(values.values[..<2560]), from: expected.values) < 1e-5)
    #expect(values.values[..<2560] == values.values[2560...])

    guard FastStem.isSupported else { return }
    let (stem, trunk) = try #require(network.graph.splitAfterStem())
    let folded = try Network(stem, network.weights.restricted(to: stem)).folded()
    let parameters = folded.graph.parameters
    let portableStem = PortableStem(
      identity: "whole-stem", snippetShape: Array(Self.snippet.shape.dropFirst())
    ) {
      PortableStem.Weights(
        convolution: folded.weights[parameters[0]].values, bias: folded.weights[parameters[1]].values)
    }
    let split = try await OpenVINOEngine().load(
      stem: portableStem, trunk: portable(Network(trunk, network.weights.restricted(to: trunk))),
      options: options)
    let same = try #require(try await split.run(Self.snippet)["features"])
    #expect(same.shape == [1, 5, 512])
    #expect(distance(same.values, from: expected.values) < 1e-5)
  }

  /// A quantisation that was made on crops, by the names of layers. Where a value lies between two integers, other roundings before
  /// it decide, and a mean over four cells leaves more of that than one over a whole map.
  @Test func `take the quantisation of crops`() async throws {
    let crops = Network.deterministic(
      try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64))
    var calibration = QuantizationCalibration(crops)
    let crop = Tensor(
      shape: [1, 3, 16, 64, 64],
      values: DeterministicValues.uniform("clip.whole.crop", count: 3 * 16 * 64 * 64).map { 2 * $0 })
    calibration.add(try ReferenceInterpreter.run(calibration.network, ["snippet": crop]))
    let quantization = calibration.quantization(.maximum, headroom: 1)
    let floats = try Self.network()
    let quantized = try floats.quantized(by: quantization, means: calibration.means)
    // The weights of the quantised crops are those of the quantised frames.
    let weights = try crops.quantized(by: quantization, means: calibration.means).weights
    try weights.verify(for: quantized.graph)

    let session = try await OpenVINOEngine().load(
      portable(quantized), options: LoadOptions(cache: scratch.cache))
    let values = try #require(try await session.run(Self.snippet)["features"]).values
    let expected = try #require(
      try ReferenceInterpreter.run(quantized, ["snippet": Self.snippet])["features"])
    let plain = try #require(try ReferenceInterpreter.run(floats, ["snippet": Self.snippet])["features"])
    #expect(distance(values, from: expected.values) < 0.02)
    #expect(distance(values, from: plain.values) < 0.1)
  }
}
