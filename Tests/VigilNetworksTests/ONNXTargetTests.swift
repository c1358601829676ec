import Foundation
import SwiftProtobuf
import Testing
import VigilCore

import VigilNetworks

/// A small extractor in 8-bit integers.
private func quantized(width: Double = 0.125) throws -> (floats: Network, integers: Network) {
  let network = Network.deterministic(
    try I3DNonLocal(width: width).graph(frames: 8, frameHeight: 32, frameWidth: 32))
  var calibration = QuantizationCalibration(network)
  calibration.add(try ReferenceInterpreter.run(calibration.network, ["snippet": snippet("calibration")]))
  let quantization = calibration.quantization(.leastSquares)
  return (network, try network.quantized(by: quantization, means: calibration.means))
}

private func snippet(_ name: String) -> Tensor {
  let shape = [1, 3, 8, 32, 32]
  let values = DeterministicValues.uniform("clip.target.\(name)", count: shape.reduce(1, *))
  return Tensor(shape: shape, values: values.map { 2 * $0 })
}

private func model(_ network: Network, _ options: ONNXOptions) throws -> Onnx_ModelProto {
  try Onnx_ModelProto(serializedBytes: ONNXExport(network, options).serialized())
}

private let (float, half) = (
  Int32(Onnx_TensorProto.DataType.float.rawValue), Int32(Onnx_TensorProto.DataType.float16.rawValue)
)

@Suite struct `An ONNX export for TensorRT` {
  @Test func `has signed integers alone, and zero is 0`() throws {
    let network = try quantized().integers
    func zeros(_ target: ONNXTarget) throws -> [Onnx_TensorProto] {
      let graph = try model(network, ONNXOptions(target: target)).graph
      let constants = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, $0) })
      return graph.node.filter { $0.opType.hasSuffix("QuantizeLinear") && $0.input.count == 3 }
        .compactMap { constants[$0.input[2]] }
    }
    let unsigned = Int32(Onnx_TensorProto.DataType.uint8.rawValue)
    for target in ONNXTarget.allCases {
      let zeros = try zeros(target)
      #expect(!zeros.isEmpty && zeros.allSatisfy { $0.rawData == Data([0]) })
      #expect(zeros.contains { $0.dataType == unsigned } == (target != .tensorRT), "\(target)")
    }
    let all = try model(network, ONNXOptions(target: .tensorRT)).graph.initializer
    #expect(!all.contains { $0.dataType == unsigned })
  }

  @Test func `has the same ranges, and almost the same features`() throws {
    let (floats, integers) = try quantized()
    let symmetric = try Network(integers.graph.symmetric, integers.weights)
    for (node, other) in zip(integers.graph.nodes, symmetric.graph.nodes) {
      guard case .quantize(let scale) = node.operation, case .quantize(let changed) = other.operation else {
        #expect(node == other)
        continue
      }
      #expect(changed.isSigned)
      #expect(abs(127 * changed.step / ((scale.isSigned ? 127 : 255) * scale.step) - 1) < 1e-6)
    }
    func features(_ network: Network) throws -> [Float] {
      try #require(ReferenceInterpreter.run(network, ["snippet": snippet("other")])["features"]).values
    }
    func cosine(_ a: [Float], _ b: [Float]) -> Double {
      func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    let (plain, unsigned, signed) = (try features(floats), try features(integers), try features(symmetric))
    #expect(signed != unsigned)
    #expect(cosine(plain, signed) > 0.998)
  }

  @Test func `is the same for networks in floats as for others, but for what it says of itself`() throws {
    let network = Network.deterministic(try RTFM(features: 64).graph())
    let bytes = ONNXTarget.allCases.map { ONNXExport(network, ONNXOptions(target: $0)).serialized() }
    let graphs = try bytes.map { try Onnx_ModelProto(serializedBytes: $0).graph }
    #expect(graphs.allSatisfy { $0 == graphs[0] })
    for (target, bytes) in zip(ONNXTarget.allCases, bytes) {
      #expect(bytes.contains(property: "vigil.for", target.rawValue))
      #expect(bytes.contains(property: "vigil.precision", "fp32"))
    }
  }

  @Test func `has an identity of its own, and others keep theirs`() throws {
    let graph = try RTFM(features: 64).graph()
    func identity(_ options: ONNXOptions) -> String {
      NetworkIdentity(graph, weightsSHA256: "a", options).hex
    }
    let usual = identity(ONNXOptions())
    #expect(identity(ONNXOptions(target: .onnxRuntime)) == usual)
    #expect(identity(ONNXOptions(usesPlanes: true)) != usual)
    let others = [
      usual, identity(ONNXOptions(target: .tensorRT)), identity(ONNXOptions(usesHalfFloats: true)),
      identity(ONNXOptions(target: .tensorRT, usesHalfFloats: true)),
    ]
    #expect(Set(others).count == 4)
  }
}

@Suite struct `An ONNX export in 16-bit floats` {
  static let networks: [Graph] = {
    do {
      return [
        try I3DNonLocal(width: 0.125).graph(frames: 8, frameHeight: 32, frameWidth: 32),
        try I3DNonLocal(layout: .layout8x8, width: 0.125).graph(
          frames: 8, frameHeight: 32, frameWidth: 32, output: .map),
        try MotionNet(channels: 4).graph(frameHeight: 32, frameWidth: 32),
        try RTFM(features: 32).graph(),
      ]
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  @Test(arguments: networks, [true, false])
  func `has no operation with inputs of two formats`(graph: Graph, isSimplified: Bool) throws {
    try verifyTypes(.deterministic(graph), isSimplified: isSimplified)
  }

  @Test func `has none where a network has 8-bit integers`() throws {
    try verifyTypes(try quantized().integers, isSimplified: true)
  }

  func verifyTypes(_ network: Network, isSimplified: Bool) throws {
    let options = ONNXOptions(isSimplified: isSimplified, target: .tensorRT, usesHalfFloats: true)
    let written = try model(network, options).graph
    let wholes = Int32(Onnx_TensorProto.DataType.int64.rawValue)
    var types = Dictionary(uniqueKeysWithValues: written.initializer.map { ($0.name, $0.dataType) })
    for input in written.input {
      #expect(input.type.tensorType.elemType == float)
      types[input.name] = float
    }
    for node in written.node {
      let inputs = try node.input.map { try #require(types[$0], "\(node.name)") }
      let floats = Set(inputs.filter { $0 == float || $0 == half })
      #expect(floats.count <= 1, "\(node.opType) \(node.name)")
      var result = floats.first ?? wholes
      switch node.opType {
      case "Shape": result = wholes
      case "Cast": result = Int32(try #require(node.attribute.first { $0.name == "to" }).i)
      case "QuantizeLinear": result = inputs[2]
      case "MatMul": #expect(result == half, "\(node.name)")
      case "Conv":
        // A weight that a node makes comes from integers.
        let isInteger = written.node.contains { $0.output == [node.input[1]] }
        #expect(result == (isInteger ? float : half), "\(node.name)")
      default: break
      }
      for output in node.output { types[output] = result }
    }
    for output in written.output {
      #expect(output.type.tensorType.elemType == float && types[output.name] == float, "\(output.name)")
    }
  }

  @Test func `has the weights rounded to 16 bits, in half the bytes`() throws {
    let network = Network.deterministic(Self.networks[0])
    let (full, small) = (ONNXExport(network), ONNXExport(network, ONNXOptions(usesHalfFloats: true)))
    #expect(Double(small.serialized().count) < 0.6 * Double(full.serialized().count))
    let constants = try Onnx_ModelProto(serializedBytes: small.serialized()).graph.initializer
    let folded = network.folded()
    for parameter in folded.graph.parameters {
      let constant = try #require(constants.first { $0.name == parameter.name })
      #expect(constant.dataType == half)
      let bytes = folded.weights[parameter].values.map { Float16($0) }.withUnsafeBytes { Data($0) }
      #expect(constant.rawData == bytes, "\(parameter.name)")
    }
    #expect(small.serialized().contains(property: "vigil.precision", "fp16"))
  }

  @Test func `has 8-bit integers with scales of 32 bits where a network has those`() throws {
    let network = try quantized().integers
    let bytes = ONNXExport(network, ONNXOptions(target: .tensorRT, usesHalfFloats: true)).serialized()
    let graph = try Onnx_ModelProto(serializedBytes: bytes).graph
    let constants = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, $0) })
    let rounding = graph.node.filter { $0.opType.hasSuffix("QuantizeLinear") }
    #expect(!rounding.isEmpty)
    for node in rounding { #expect(constants[node.input[1]]?.dataType == float, "\(node.name)") }
    #expect(constants["conv1.weight"]?.dataType == half)
    #expect(bytes.contains(property: "vigil.precision", "int8 fp16"))
    #expect(ONNXExport(network).serialized().contains(property: "vigil.precision", "int8"))
  }
}

extension Data {
  /// Whether a metadata entry of this key and value is in the bytes of a model.
  fileprivate func contains(property key: String, _ value: String) -> Bool {
    let (key, value) = (Array(key.utf8), Array(value.utf8))
    let entry = [10, UInt8(key.count)] + key + [18, UInt8(value.count)] + value
    return range(of: Data(entry)) != nil
  }
}

@Suite struct `An ONNX export in planes` {
  @Test(arguments: [true, false]) func `has no convolution over volumes`(isQuantized: Bool) throws {
    let (floats, integers) = try quantized()
    let network = isQuantized ? integers : floats
    func kernels(_ options: ONNXOptions) throws -> [Int] {
      try model(network, options).graph.node.filter { $0.opType == "Conv" }
        .compactMap { $0.attribute.first { $0.name == "kernel_shape" }?.ints.count }
    }
    let (volumes, planes) = (try kernels(ONNXOptions()), try kernels(ONNXOptions(usesPlanes: true)))
    #expect(volumes.count == planes.count && volumes.contains(3) && Set(planes) == [2])
  }

  @Test func `has the weights of a window's frames behind each other`() {
    // [2 outputs, 2 channels, 3 moments, 1, 2]
    let layout = PlaneLayout(
      Window([3, 1, 2], stride: [2, 1, 1]), from: [1, 2, 7, 4, 5], to: [1, 2, 3, 4, 4])
    #expect(layout?.arrangement == .frames(taps: 3))
    #expect(layout?.shape(ofWeights: [2, 2, 3, 1, 2]) == [2, 6, 1, 2])
    #expect(
      layout?.weights(Array(0..<24), shape: [2, 2, 3, 1, 2])
        == [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 12, 13, 18, 19, 14, 15, 20, 21, 16, 17, 22, 23])
    #expect(PlaneLayout(Window([3]), from: [1, 2, 7], to: [1, 2, 5]) == nil)
    #expect(PlaneLayout(Window([1, 1, 1]), from: [1, 2, "t", 4, 5], to: [1, 2, "t", 4, 5]) == nil)
  }
}
