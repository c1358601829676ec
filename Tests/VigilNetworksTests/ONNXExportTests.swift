import Foundation
import SwiftProtobuf
import Testing
import VigilCore
import VigilNetworks

@Suite struct `An ONNX export` {
  @Test func `parses back to the nodes and weights of the network`() throws {
    let network = Network.deterministic(
      try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64))
    let model = try Onnx_ModelProto(serializedBytes: ONNXExport(network).serialized())
    #expect(model.irVersion == 8)
    #expect(model.opsetImport.map(\.version) == [17])
    #expect(model.graph.input.map(\.name) == ["snippet"])
    let sizes = model.graph.input[0].type.tensorType.shape.dim.map(\.dimValue)
    #expect(sizes == [1, 3, 16, 64, 64])

    let counts = model.graph.node.reduce(into: [:]) { $0[$1.opType, default: 0] += 1 }
    #expect(counts["Conv"] == 53 + 5 * 4)
    #expect(counts["BatchNormalization"] == nil)
    #expect(counts["Softmax"] == 5)

    let folded = network.folded()
    let constants = Dictionary(uniqueKeysWithValues: model.graph.initializer.map { ($0.name, $0) })
    for parameter in folded.graph.parameters {
      let constant = try #require(constants[parameter.name])
      #expect(constant.dims == parameter.shape.map(Int64.init))
      let bytes = folded.weights[parameter].values.withUnsafeBytes { Data($0) }
      #expect(constant.rawData == bytes, "\(parameter.name)")
    }
  }

  @Test func `keeps symbols without a number, and norms that are not folded`() throws {
    let network = Network.deterministic(try RTFM(features: 64).graph())
    let options = ONNXOptions(isSimplified: false, sizes: ["crops": 10])
    let model = try Onnx_ModelProto(serializedBytes: ONNXExport(network, options).serialized())
    let extents = model.graph.input[0].type.tensorType.shape.dim.map(\.value)
    #expect(extents == [.dimValue(10), .dimParam("snippets"), .dimValue(64)])
    #expect(model.graph.node.filter { $0.opType == "BatchNormalization" }.count == 5)

    // A linear layer is a product with the transposed weight.
    let weight = try #require(network.weights.tensors["fc1.weight"])
    let constant = try #require(model.graph.initializer.first { $0.name == "fc1.weight" })
    #expect(constant.dims == [64, 512])
    let second = constant.rawData.dropFirst(4).prefix(4).withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
    #expect(second == weight.values[64])
  }

  @Test func `uses only what earlier nodes made`() throws {
    for network in [
      Network.deterministic(try RTFM(features: 64).graph()),
      Network.deterministic(try I3DNonLocal(layout: .layout8x8, width: 0.25).graph(output: .map)),
    ] {
      for isSimplified in [true, false] {
        let export = ONNXExport(network, ONNXOptions(isSimplified: isSimplified))
        let graph = try Onnx_ModelProto(serializedBytes: export.serialized()).graph
        var known = Set(graph.input.map(\.name) + graph.initializer.map(\.name))
        for node in graph.node {
          #expect(known.isSuperset(of: node.input), "\(node.name)")
          for output in node.output { #expect(known.insert(output).inserted, "\(output)") }
        }
        #expect(known.isSuperset(of: graph.output.map(\.name)))
      }
    }
  }

  @Test func `writes to a file what it gives in memory`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: place) }
    let export = ONNXExport(.deterministic(try RTFM(features: 64).graph()))
    try export.write(to: place)
    #expect(try Data(contentsOf: place) == export.serialized())
  }
}

@Suite struct `The metadata of an ONNX export` {
  /// The fields of a protocol buffer that hold bytes, in order; others are passed over.
  func fields(_ bytes: ArraySlice<UInt8>) -> [(number: Int, content: ArraySlice<UInt8>)] {
    var (rest, found) = (bytes, [(number: Int, content: ArraySlice<UInt8>)]())
    func number() -> Int {
      var (value, shift) = (0, 0)
      while let byte = rest.popFirst() {
        value |= Int(byte & 0x7F) << shift
        guard byte & 0x80 != 0 else { break }
        shift += 7
      }
      return value
    }
    while !rest.isEmpty {
      let tag = number()
      let value = number()
      guard tag & 7 == 2 else { continue }
      found.append((tag >> 3, rest.prefix(value)))
      rest = rest.dropFirst(value)
    }
    return found
  }

  func text(_ content: ArraySlice<UInt8>) -> String { String(decoding: content, as: UTF8.self) }

  @Test func `is where the format has it, and changes nothing else`() throws {
    let network = Network.deterministic(try RTFM(features: 64).graph())
    var options = ONNXOptions()
    let plain = try Onnx_ModelProto(serializedBytes: ONNXExport(network, options).serialized())
    options.documentation = "features: [crops, snippets, F]"
    options.properties = ["vigil.preset": "rtfm", "vigil.licence": "CC-BY-NC 4.0, é"]
    let bytes = ONNXExport(network, options).serialized()
    let model = fields(Array(bytes)[...])
    #expect(model.filter { $0.number == 2 }.map { text($0.content) } == ["vigil"])
    #expect(model.filter { $0.number == 3 }.map { text($0.content) } == [VigilVersion.current])
    #expect(model.filter { $0.number == 6 }.map { text($0.content) } == [options.documentation])
    let properties = model.filter { $0.number == 14 }.map { fields($0.content).map { text($0.content) } }
    #expect(
      properties == [
        ["vigil.for", "openvino"], ["vigil.licence", "CC-BY-NC 4.0, é"], ["vigil.precision", "fp32"],
        ["vigil.preset", "rtfm"],
      ])
    let parsed = try Onnx_ModelProto(serializedBytes: bytes)
    #expect(parsed.graph == plain.graph && parsed.irVersion == plain.irVersion)
  }
}

@Suite struct `The logits of a detector` {
  @Test(arguments: [RTFM.Scope.all, .newest])
  func `are what its scores are sigmoids of`(scope: RTFM.Scope) throws {
    let rtfm = try RTFM(features: 16)
    let network = Network.deterministic(rtfm.graph(scope))
    let features = Tensor(
      shape: [2, 7, 16], values: DeterministicValues.uniform("features", count: 2 * 7 * 16))
    let scores = try #require(try ReferenceInterpreter.run(network, ["features": features])["scores"])
    let alone = try Network(rtfm.logitGraph(scope), network.weights)
    let outputs = try ReferenceInterpreter.run(alone, ["features": features])
    let logits = try #require(outputs["logits"])
    #expect(outputs.count == 1 && logits.shape == scores.shape)
    for (logit, score) in zip(logits.values, scores.values) {
      #expect(abs(1 / (1 + exp(-Double(logit))) - Double(score)) < 1e-6)
    }
    #expect(rtfm.trainingGraph().outputs.map(\.name) == ["scores", "magnitudes", "temporal", "logits"])
  }
}
