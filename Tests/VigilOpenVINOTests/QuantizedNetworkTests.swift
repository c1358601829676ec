import Foundation
import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO

/// Networks in 8-bit integers, against the same rounding in the reference interpreter.
@Suite struct `A quantised network in OpenVINO` {
  let scratch = ScratchFolder()

  static func snippet(_ name: String) -> Tensor {
    let shape = [1, 3, 8, 48, 48]
    return Tensor(
      shape: shape,
      values: DeterministicValues.uniform("clip.quantised.\(name)", count: shape.reduce(1, *)).map { 2 * $0 })
  }

  static func extractor(hasNonLocal: Bool = true) throws -> Graph {
    try I3DNonLocal(width: 0.25, hasNonLocal: hasNonLocal).graph(frames: 8, frameHeight: 48, frameWidth: 48)
  }

  func quantized(_ network: Network, weightBits: Int = 7) throws -> Network {
    var calibration = QuantizationCalibration(network)
    calibration.add(try ReferenceInterpreter.run(calibration.network, ["snippet": Self.snippet("0")]))
    let quantization = calibration.quantization(.maximum, headroom: 1, weightBits: weightBits)
    return try network.quantized(by: quantization, means: calibration.means)
  }

  /// Written as the engine takes networks on this processor.
  static let form = ONNXOptions(usesPlanes: OpenVINOEngine.capabilities.networkForm == .planar)

  func features(_ network: Network, _ onnx: ONNXOptions = form) async throws -> [Float] {
    let identity = NetworkIdentity(network.graph, weightsSHA256: network.weights.sha256, onnx)
    let portable = PortableNetwork(identity: identity.hex) { try ONNXExport(network, onnx).write(to: $0) }
    let session = try await OpenVINOEngine().load(portable, options: LoadOptions(cache: scratch.cache))
    return try #require(try await session.run(Self.snippet("1"))["features"]).values
  }

  func reference(_ network: Network) throws -> [Float] {
    try #require(try ReferenceInterpreter.run(network, ["snippet": Self.snippet("1")])["features"]).values
  }

  func distance(_ a: [Float], from b: [Float]) -> Double {
    let noise = zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    return (noise / b.reduce(0.0) { $0 + Double($1) * Double($1) }).squareRoot()
  }

  /// Where a value lies between two integers, other roundings before it decide; hence the bound. What rounding to
  /// 8 bits itself does is several times as much.
  @Test(arguments: [true, false])
  func `computes what the reference computes, to less than rounding itself costs`(
    hasNonLocal: Bool
  ) async throws {
    let plain = Network.deterministic(try Self.extractor(hasNonLocal: hasNonLocal))
    let network = try quantized(plain)
    let (engine, expected) = (try await features(network), try reference(network))
    let floats = try reference(plain)
    #if arch(arm64)
      // Where OpenVINO makes floats of the integers, some of them in 16 bits.
      #expect(distance(engine, from: expected) < 0.03)
    #else
      #expect(distance(engine, from: expected) < 0.01)
      #expect(distance(engine, from: expected) < 0.7 * distance(expected, from: floats))
    #endif
    #expect(distance(engine, from: floats) < 0.1)
  }

  /// As TensorRT takes it. OpenVINO's kernels round signed activations once more, so the reference's bits are not asked for.
  @Test func `reads a file whose integers are all signed`() async throws {
    let plain = Network.deterministic(try Self.extractor())
    let (network, floats) = (try quantized(plain), try reference(plain))
    let engine = try await features(network, ONNXOptions(target: .tensorRT))
    #expect(engine != floats)
    #expect(distance(engine, from: floats) < 0.05)
  }

  /// As OpenVINO takes it on 64-bit Arm.
  @Test(arguments: [true, false]) func `computes the same from convolutions over planes`(
    isQuantized: Bool
  ) async throws {
    let plain = Network.deterministic(try Self.extractor())
    let network = isQuantized ? try quantized(plain) : plain
    let planes = try await features(network, ONNXOptions(usesPlanes: true))
    let off = distance(planes, from: try reference(network))
    #expect(off < (isQuantized ? 0.01 : 1e-5), "\(off)")
  }

  /// The engine computes in 32 bits here, so that only weights and what casts cut off differ.
  @Test func `computes almost the same from a file in 16-bit floats`() async throws {
    let plain = Network.deterministic(try Self.extractor())
    let (full, half) = (
      try await features(plain), try await features(plain, ONNXOptions(usesHalfFloats: true))
    )
    #expect(full != half)
    #expect(distance(half, from: full) < 2e-3)
  }

  /// Every product is as large as it can be: with weights of 8 bits, processors without dot products of bytes cut
  /// such sums off at 16 bits, and the features are half of what they should be.
  @Test func `does not cut off sums of the largest weights and values`() async throws {
    let graph = try Self.extractor()
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      let value: Float =
        switch parameter.role {
        case .weight: 1 / Float(parameter.count / parameter.shape[0])
        case .normWeight, .runningVariance: 1
        case .bias: parameter.name.contains(".nl.") ? 0 : 1
        default: parameter.name == "bn1.bias" ? 4 : 0
        }
      tensors[parameter.name] = Tensor(repeating: value, shape: parameter.shape)
    }
    let network = try quantized(Network(graph, Weights(tensors)))
    let (engine, expected) = (try await features(network), try reference(network))
    #expect(expected.allSatisfy { $0 > 1 })
    #expect(distance(engine, from: expected) < 0.01)
  }

  @Test func `starts from the cache with the same bits`() async throws {
    let network = try quantized(.deterministic(try Self.extractor()))
    let first = try await features(network)
    let entries = scratch.contents
    #expect(entries.count == 1)
    #expect(try await features(network) == first)
    #expect(scratch.contents == entries)
  }
}
