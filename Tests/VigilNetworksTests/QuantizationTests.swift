import Foundation
import SwiftProtobuf
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

/// A small extractor with what is known of its values.
private struct Calibrated {
  let network: Network
  let calibration: QuantizationCalibration

  init(width: Double = 0.125) throws {
    network = .deterministic(try I3DNonLocal(width: width).graph(frames: 8, frameHeight: 32, frameWidth: 32))
    var calibration = QuantizationCalibration(network)
    for number in 0..<3 {
      calibration.add(
        try ReferenceInterpreter.run(calibration.network, ["snippet": Self.snippet("\(number)")]))
    }
    self.calibration = calibration
  }

  static func snippet(_ name: String) -> Tensor {
    let shape = [1, 3, 8, 32, 32]
    return Tensor(
      shape: shape,
      values: DeterministicValues.uniform("clip.int8.\(name)", count: shape.reduce(1, *)).map { 2 * $0 })
  }

  func features(_ network: Network) throws -> [Float] {
    try #require(ReferenceInterpreter.run(network, ["snippet": Self.snippet("other")])["features"]).values
  }
}

private func cosine(_ a: [Float], _ b: [Float]) -> Double {
  func product(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}

@Suite struct `A quantised network` {
  @Test func `gives almost the features of the network in floats`() throws {
    let small = try Calibrated()
    let quantization = small.calibration.quantization(.leastSquares)
    let quantized = try small.network.quantized(by: quantization, means: small.calibration.means)
    let (before, after) = (try small.features(small.network), try small.features(quantized))
    #expect(cosine(before, after) > 0.998)
    #expect(before != after)
    let coarse = try small.network.quantized(by: small.calibration.quantization(.leastSquares, weightBits: 3))
    #expect(try cosine(before, small.features(coarse)) < cosine(before, after))
  }

  @Test func `has whole numbers of seven bits for weights`() throws {
    let small = try Calibrated()
    let quantized = try small.network.quantized(by: small.calibration.quantization(.maximum))
    for parameter in quantized.graph.parameters where parameter.role == .levels {
      let levels = quantized.weights[parameter].values
      #expect(levels.allSatisfy { $0 == $0.rounded() && abs($0) <= 63 }, "\(parameter.name)")
      #expect(levels.contains { abs($0) == 63 }, "\(parameter.name)")
    }
    // The first convolution stays as it is, with its norm, so that it can be computed apart.
    let first = quantized.graph.nodes.prefix(4).map(\.operation)
    #expect(first == small.network.graph.nodes.prefix(4).map(\.operation))
    #expect(quantized.graph.multiplyAccumulates == small.network.graph.multiplyAccumulates)
  }

  @Test func `keeps layers in floats that are to stay so, and their inputs`() throws {
    let small = try Calibrated()
    let kept = ["layer1.0.conv1", "layer2.1.nl.out"]
    let quantization = small.calibration.quantization(.maximum, floats: kept)
    let graph = try small.network.graph.quantized(by: quantization)
    for name in kept {
      let node = try #require(graph.nodes.first { $0.name == name })
      if case .convolution = node.operation {} else { Issue.record("\(name) is \(node.operation)") }
      #expect(node.inputs.allSatisfy { !$0.hasSuffix(".quantized") })
    }
    // Another convolution takes the first one's input in integers; nothing takes the second one's.
    #expect(quantization.activations["maxpool1"] != nil)
    #expect(quantization.activations["layer2.1.nl.mixed.video"] == nil)
    let shortcut = try #require(graph.nodes.first { $0.name == "layer1.0.downsample.0" })
    #expect(shortcut.inputs == ["maxpool1.quantized"])
    #expect(graph.nodes.first { $0.name == "layer1.0.add" }?.inputs[1] == "layer1.0.downsample.0.quantized")
  }

  @Test func `takes from biases what rounded weights add on the mean`() throws {
    let small = try Calibrated()
    let quantization = small.calibration.quantization(.maximum, weightBits: 3)
    func means(_ network: Network) throws -> [Double] {
      let name = "layer1.0.conv1"
      let value = try #require(
        ReferenceInterpreter.run(network, ["snippet": Calibrated.snippet("0")], keeping: [name])[name])
      let extent = value.shape[2...].reduce(1, *)
      return stride(from: 0, to: value.values.count, by: extent).map { start in
        value.values[start..<start + extent].reduce(0) { $0 + Double($1) } / Double(extent)
      }
    }
    let wanted = try means(small.network.quantizable)
    func shift(_ network: Network) throws -> Double {
      try zip(wanted, means(network)).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let corrected = try small.network.quantized(by: quantization, means: small.calibration.means)
    let plain = try small.network.quantized(by: quantization)
    #expect(try shift(corrected) < 0.3 * shift(plain))
  }

  @Test func `refuses a quantisation of another network with all that is wrong`() throws {
    let graph = try I3DNonLocal(width: 0.125).graph(frames: 8, frameHeight: 32, frameWidth: 32)
    let scales = graph.quantizable.quantizationPoints().dropFirst()
      .map { ($0, ActivationScale(step: 0.1, isSigned: true)) }
    var quantization = Quantization(
      weightBits: 9, activations: Dictionary(uniqueKeysWithValues: scales), floats: ["conv1"])
    quantization.activations["elsewhere"] = ActivationScale(step: 0, isSigned: false)
    let error = #expect(throws: NetworksError.self) { try graph.quantized(by: quantization) }
    #expect(error?.code == .badManifest)
    for part in [
      "2 to 8 bits, not 9", "not convolutions: conv1", "no scale for maxpool1",
      "scales without an activation: elsewhere",
      "not above 0: elsewhere",
    ] {
      #expect(error?.message.contains(part) == true, "\(part) in \(error?.message ?? "nothing")")
    }
  }

  @Test func `is exported as integers with their scales`() throws {
    let small = try Calibrated(width: 0.25)
    let quantization = small.calibration.quantization(.maximum)
    let quantized = try small.network.quantized(by: quantization)
    let (_, trunk) = try #require(quantized.graph.splitAfterStem())
    let network = try Network(trunk, quantized.weights.restricted(to: trunk))
    let model = try Onnx_ModelProto(serializedBytes: ONNXExport(network).serialized())
    let counts = model.graph.node.reduce(into: [:]) { $0[$1.opType, default: 0] += 1 }
    let layers = small.network.graph.quantizable.quantizableLayers.count
    #expect(counts["QuantizeLinear"] == quantization.activations.count)
    #expect(counts["DequantizeLinear"] == quantization.activations.count + layers)
    let levels = try #require(model.graph.initializer.first { $0.name == "layer1.0.conv1.weight.levels" })
    #expect(levels.dataType == Int32(Onnx_TensorProto.DataType.int8.rawValue))
    #expect(levels.rawData.count == levels.dims.reduce(1, *))
    let parameter = try #require(trunk.parameters.first { $0.name == "layer1.0.conv1.weight" })
    #expect(levels.rawData.map { Float(Int8(bitPattern: $0)) } == network.weights[parameter].values)
  }

  @Test func `is kept in a model folder with its quantisation, at a quarter of the size`() throws {
    let folder = try TemporaryFolder()
    let extractor = try I3DNonLocal(width: 0.25)
    let small = try Calibrated(width: 0.25)
    var quantization = small.calibration.quantization(.leastSquares)
    (quantization.original, quantization.measured) = ("0123", ["feature_cosine": 0.998])
    let quantized = try small.network.quantized(by: quantization, means: small.calibration.means)
    var settings = ModelSettings(
      name: "small", preprocessing: Preprocessing(.rtfm, crops: .one), precision: .int8,
      createdBy: "vigil test")
    let place = folder.appending("small.vigil")
    var writer = try ModelFolderWriter(place)
    try writer.add(.i3dNonLocal(extractor), quantized.weights, quantization: quantization)
    let model = try writer.finish(settings)
    #expect(try model.entry(.extractor).quantization == quantization)
    let read = try model.extractor(frames: 8, frameHeight: 32, frameWidth: 32)
    #expect(read.graph == quantized.graph)
    #expect(read.weights == quantized.weights)
    let bytes = try place.appending(path: "extractor.safetensors").resourceValues(forKeys: [.fileSizeKey])
    #expect(try #require(bytes.fileSize) < small.network.graph.parameterCount * 5 / 4)

    settings.precision = .fp32
    #expect(throws: NetworksError.self) { try model.changing(settings) }
  }

  @Test func `is refused from a folder whose levels are no whole numbers of its bits`() throws {
    let folder = try TemporaryFolder()
    let small = try Calibrated(width: 0.25)
    let quantization = small.calibration.quantization(.maximum)
    let quantized = try small.network.quantized(by: quantization)
    for level in [300, 100, 0.5, .nan] as [Float] {
      let place = folder.appending("\(level).vigil")
      var writer = try ModelFolderWriter(place)
      try writer.add(.i3dNonLocal(I3DNonLocal(width: 0.25)), quantized.weights, quantization: quantization)
      let model = try writer.finish(
        ModelSettings(
          name: "small", preprocessing: Preprocessing(.rtfm, crops: .one), precision: .int8,
          createdBy: "vigil test"))
      // Another program may write integers as floats, with the right hash.
      var tensors = quantized.weights.tensors
      tensors["layer1.0.conv1.weight"]?.values[0] = level
      try Safetensors.write(
        tensors.map { NamedTensor(name: $0.key, tensor: $0.value) },
        to: place.appending(path: "extractor.safetensors"))
      let changed = #expect(throws: NetworksError.self) { try model.extractor() }
      let hash = try #require(changed?.message.firstMatch(of: /[0-9a-f]{64}/)).output
      let manifest = place.appending(path: "manifest.json")
      let text = try String(contentsOf: manifest, encoding: .utf8)
        .replacing(try model.entry(.extractor).sha256, with: hash)
      try Data(text.utf8).write(to: manifest)
      let error = #expect(throws: NetworksError.self) { try ModelFolder(reading: place).extractor() }
      #expect(error?.code == .weightsMismatch, "\(level)")
      #expect(error?.message.contains("7 bits: layer1.0.conv1.weight") == true, "\(error?.message ?? "")")
    }
  }

  @Test func `is not made from non-finite weights`() throws {
    let small = try Calibrated()
    var weights = small.network.weights
    weights.tensors["layer1.0.conv2.weight"]?.values[0] = .infinity
    let broken = try Network(small.network.graph, weights)
    let error = #expect(throws: NetworksError.self) {
      try broken.quantized(by: small.calibration.quantization(.maximum))
    }
    #expect(error?.code == .weightsMismatch && error?.message.contains("layer1.0.conv2.weight") == true)
  }
}

@Suite struct `Rounding to eight bits` {
  @Test func `goes to the even integer between two, and is cut at the ends`() {
    let unsigned = ActivationScale(step: 0.5, isSigned: false)
    #expect([-1, 0.24, 0.25, 0.26, 0.75, 200].map(unsigned.rounded) == [0, 0, 0, 0.5, 1, 127.5])
    let signed = ActivationScale(step: 0.5, isSigned: true)
    #expect([-100, -0.75, -0.2, 63.4, 100].map(signed.rounded) == [-64, -1, 0, 63.5, 63.5])
  }

  @Test func `reaches as far as the rule says`() {
    var histogram = ValueHistogram()
    histogram.add((1...1000).map { Float($0) / 1000 })
    #expect(!histogram.isSigned)
    #expect(RangeRule.maximum.scale(for: histogram).step == Float(1.0 / 255))
    // Nothing is far from the rest, so nothing is cut.
    #expect(RangeRule.leastSquares.scale(for: histogram).step > 0.95 / 255)
    let half = RangeRule.percentile(0.5).scale(for: histogram).step * 255
    #expect(abs(half - 0.5) < 0.002)

    // One value in a million far away is cut a little by squares, and wholly by a percentile.
    for _ in 0..<1000 { histogram.add((1...1000).map { Float($0) / 1000 }) }
    histogram.add([100])
    #expect(RangeRule.maximum.scale(for: histogram).step == Float(100.0 / 255))
    let cut = RangeRule.leastSquares.scale(for: histogram)
    #expect((10.0...60).contains(Double(cut.step) * 255))
    #expect(histogram.noise(of: cut) < histogram.noise(of: RangeRule.maximum.scale(for: histogram)))
    #expect(RangeRule.percentile(0.9999).scale(for: histogram).step * 255 < 1.1)
    #expect(histogram.count == 1_001_001)

    histogram.add([-2])
    let signed = RangeRule.maximum.scale(for: histogram)
    #expect(signed == ActivationScale(step: Float(100.0 / 127), isSigned: true))
    #expect(RangeRule.maximum.scale(for: histogram, headroom: 2).step == 2 * signed.step)
  }

  @Test func `has a scale for values that are all zero, and skips non-finite ones`() {
    var histogram = ValueHistogram()
    histogram.add([0, 0, .nan, .infinity])
    #expect(histogram.count == 2)
    for rule in [RangeRule.maximum, .leastSquares, .percentile(0.99)] {
      #expect(rule.scale(for: histogram) == ActivationScale(step: 1, isSigned: false))
    }
  }
}
