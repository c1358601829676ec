import SwiftProtobuf
import VigilCore

/// Turns nodes of a graph into ONNX nodes and constants.
struct ONNXTranslation {
  /// Whether convolutions over time alone are written as matrix products.
  ///
  /// An engine repacks the weights of a convolution for some lengths and keeps both copies: 80 MB more
  /// for the detector at full size. It packs those of a matrix product once.
  let multipliesOverTime: Bool
  /// Whether convolutions over volumes are written as ones over planes.
  private let usesPlanes: Bool
  /// The shapes of the values so far.
  private var shapes: [String: [Dimension]]
  /// Whether convolutions, products and what passes their results on are written in 16-bit floats.
  private let usesHalfFloats: Bool
  private let isQuantized: Bool
  /// The names of the graph's outputs, which are 32-bit floats.
  private let outputs: Set<String>
  /// The values in 16-bit floats.
  private var halves: Set<String> = []
  /// The names of values that were made by a cast.
  private var casts: Set<String> = []
  /// Whether the node at hand is written in 16-bit floats.
  private var isHalf = false
  private(set) var nodes: [Onnx_NodeProto] = []
  private(set) var constants: [ONNXConstant] = []

  init(_ graph: Graph, _ options: ONNXOptions) {
    multipliesOverTime = options.isSimplified
    usesPlanes = options.usesPlanes
    shapes = Dictionary(graph.inputs.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    isQuantized = graph.isQuantized
    usesHalfFloats = options.usesHalfFloats
    outputs = Set(graph.outputNames)
  }

  /// The number formats of the arithmetic, once all nodes are added: `fp32`, `fp16`, `int8`, or `int8 fp16` for integers with
  /// 16-bit floats beside them.
  var precision: String {
    var formats: [ModelSettings.Precision] = isQuantized ? [.int8] : []
    if !halves.isEmpty { formats.append(.fp16) }
    return formats.isEmpty
      ? ModelSettings.Precision.fp32.rawValue : formats.map(\.rawValue).joined(separator: " ")
  }

  /// Adds the ONNX nodes of one node; the result has the node's name.
  mutating func append(_ node: Graph.Node, _ weights: Weights) {
    isHalf = usesHalfFloats && isHalf(node)
    if isHalf { halves.insert(node.name) }
    let layout = usesPlanes ? layout(of: node) : nil
    shapes[node.name] = node.shape
    var node = node
    node.inputs = node.inputs.map { cast($0) }
    let own = node.parameters.map(\.name)
    switch node.operation {
    case .convolution(let window) where multipliesOverTime && window.keepsLength:
      product(node, window, weights)
    case .convolution(let window):
      convolution(node, window, layout, weights)
    case .quantizedConvolution(let window):
      quantizedConvolution(node, window, layout, weights)
    case .quantize(let scale):
      quantize(node, scale)
    case .batchNorm(let epsilon):
      add(node.parameters, weights)
      append("BatchNormalization", node, own, [.float("epsilon", Float(epsilon))])
    case .linear:
      linear(node, weights)
    case .relu: append("Relu", node)
    case .sigmoid: append("Sigmoid", node)
    case .dropout: append("Identity", node)
    case .softmax: append("Softmax", node, [], [.integer("axis", -1)])
    case .maxPool(let window):
      append("MaxPool", node, [], Self.attributes(of: window, isConvolution: false))
    case .globalAverage:
      append("ReduceMean", node, [], [.integers("axes", [2, 3, 4]), .integer("keepdims", 0)])
    case .regionAverage(let regions): regionAverage(node, regions)
    case .magnitude:
      append("ReduceL2", node, [], [.integers("axes", [-1]), .integer("keepdims", 0)])
    case .averagePool(let window):
      append("AveragePool", node, [], Self.attributes(of: window, isConvolution: false))
    case .mean(let axis):
      append("ReduceMean", node, [], [.integers("axes", [axis]), .integer("keepdims", 1)])
    case .maximum(let axis):
      append("ReduceMax", node, [], [.integers("axes", [axis]), .integer("keepdims", 1)])
    case .ranked(let places): ranked(node, places)
    case .add: append("Add", node)
    case .subtract: append("Sub", node)
    case .multiply: append("Mul", node)
    case .divide: append("Div", node)
    case .squareRoot: append("Sqrt", node)
    case .logarithm: append("Log", node)
    case .offset(let amount):
      append("Add", node, [constant("\(node.name).amount", [], .floats([Float(amount)]))])
    case .matmul: append("MatMul", node)
    case .scale(let factor):
      append("Mul", node, [constant("\(node.name).factor", [], .floats([Float(factor)]))])
    case .divideByLength:
      append("Shape", node.inputs, "\(node.name).shape", [.integer("start", -1)])
      append("Cast", ["\(node.name).shape"], "\(node.name).length", [.integer("to", 1)])
      append("Div", node, ["\(node.name).length"])
    case .concat(let axis): append("Concat", node, [], [.integer("axis", axis)])
    case .reshape(let shape):
      // 0 keeps the extent of the same axis, as a symbol does.
      let extents = shape.map { Int64($0.size ?? 0) }
      append("Reshape", node, [constant("\(node.name).extents", [extents.count], .integers(extents))])
    case .last(let count, let axis):
      // Counted from the end; a start before the beginning means the beginning.
      let start = constant("\(node.name).start", [1], .integers([Int64(-count)]))
      let end = constant("\(node.name).end", [1], .integers([Int64(Int32.max)]))
      let along = constant("\(node.name).axis", [1], .integers([Int64(axis)]))
      append("Slice", node, [start, end, along])
    case .difference(let axis):
      let along = constant("\(node.name).axis", [1], .integers([Int64(axis)]))
      let first = constant("\(node.name).first", [1], .integers([0]))
      let second = constant("\(node.name).second", [1], .integers([1]))
      let last = constant("\(node.name).last", [1], .integers([-1]))
      let end = constant("\(node.name).end", [1], .integers([Int64(Int32.max)]))
      append("Slice", node.inputs + [second, end, along], "\(node.name).later")
      append("Slice", node.inputs + [first, last, along], "\(node.name).earlier")
      append("Sub", ["\(node.name).later", "\(node.name).earlier"], node.name)
    case .transpose(let order): append("Transpose", node, [], [.integers("perm", order)])
    }
  }

  /// Whether a node computes in 16-bit floats.
  ///
  /// Convolutions and products do, as that is where the time goes, and what takes their results and neither sums nor
  /// divides. The rest stays in 32 bits: a sum over a map would leave the range of 16 bits or lose its small terms.
  private func isHalf(_ node: Graph.Node) -> Bool {
    guard !outputs.contains(node.name) else { return false }
    switch node.operation {
    case .convolution, .linear, .matmul: return true
    case .batchNorm, .relu, .sigmoid, .softmax, .maxPool, .maximum, .add, .scale, .concat, .reshape, .last,
      .dropout, .transpose:
      return halves.isSuperset(of: node.inputs)
    // The scales of integers are 32-bit floats in this operator set.
    case .quantizedConvolution, .quantize, .globalAverage, .regionAverage, .magnitude, .averagePool, .mean,
      .ranked, .subtract, .multiply, .divide, .offset, .squareRoot, .logarithm, .divideByLength, .difference:
      return false
    }
  }

  /// A value in the format of the node at hand: no operation takes inputs of two formats.
  private mutating func cast(_ name: String) -> String {
    guard halves.contains(name) != isHalf else { return name }
    let cast = "\(name).\(isHalf ? "half" : "single")"
    if casts.insert(cast).inserted {
      let type: Onnx_TensorProto.DataType = isHalf ? .float16 : .float
      append("Cast", [name], cast, [.integer("to", type.rawValue)])
    }
    return cast
  }

  /// Sorts as many of the smallest elements of each row as needed, and takes those at the ranks.
  private mutating func ranked(_ node: Graph.Node, _ places: [Int]) {
    let count = constant("\(node.name).count", [1], .integers([Int64((places.max() ?? 0) + 1)]))
    let taken = constant("\(node.name).places", [places.count], .integers(places.map(Int64.init)))
    nodes.append(
      .with {
        $0.opType = "TopK"
        $0.name = "\(node.name).sort"
        $0.input = node.inputs + [count]
        $0.output = ["\(node.name).sorted", "\(node.name).indices"]
        $0.attribute = [.integer("axis", -1), .integer("largest", 0), .integer("sorted", 1)]
      })
    append("Gather", ["\(node.name).sorted", taken], node.name, [.integer("axis", -1)])
  }

  /// The mean over time [N, C, H W] times the weight of each cell in each region [H W, R], transposed.
  private mutating func regionAverage(_ node: Graph.Node, _ regions: [MapRegion]) {
    let (name, shares) = (node.name, regions.map(\.shares))
    append("ReduceMean", node.inputs, "\(name).moment", [.integers("axes", [2]), .integer("keepdims", 0)])
    let extents = constant("\(name).extents", [3], .integers([0, 0, -1]))
    append("Reshape", ["\(name).moment", extents], "\(name).cells")
    let cells = shares[0].indices.flatMap { cell in shares.map { Float($0[cell]) } }
    let matrix = constant("\(name).shares", [shares[0].count, shares.count], .floats(cells))
    append("MatMul", ["\(name).cells", matrix], "\(name).columns")
    append("Transpose", ["\(name).columns"], name, [.integers("perm", [0, 2, 1])])
  }

  /// x [..., A] times weight [B, A] transposed, plus bias [B].
  private mutating func linear(_ node: Graph.Node, _ weights: Weights) {
    let (weight, bias) = (node.parameters[0], node.parameters[1])
    let (outputs, features) = (weight.shape[0], weight.shape[1])
    let values = weights[weight].values
    let transposed = (0..<features).flatMap { feature in
      (0..<outputs).map { values[$0 * features + feature] }
    }
    _ = constant(weight.name, [features, outputs], .floats(transposed))
    add([bias], weights)
    append("MatMul", node.inputs + [weight.name], "\(node.name).product")
    append("Add", ["\(node.name).product", bias.name], node.name)
  }

  /// A convolution over time, [N, C, T] -> [N, O, T]: each moment's window laid out as a row of kernel * C numbers,
  /// times the weights as a matrix.
  private mutating func product(_ node: Graph.Node, _ window: Window, _ weights: Weights) {
    let (name, weight) = (node.name, node.parameters[0])
    let (kernel, dilation, padding) = (window.kernel[0], window.dilation[0], window.padding[0])
    append("Transpose", node.inputs, "\(name).moments", [.integers("perm", [0, 2, 1])])  // [N, T, C]
    var rows = "\(name).moments"
    if kernel > 1 {
      let pads = constant("\(name).pads", [6], .integers([0, Int64(padding), 0, 0, Int64(padding), 0]))
      append("Pad", [rows, pads], "\(name).padded")
      let time = constant("\(name).time", [1], .integers([1]))
      let taps = (0..<kernel).map { tap in
        let start = constant("\(name).start\(tap)", [1], .integers([Int64(tap * dilation)]))
        // Counted from the end; the last tap goes up to it.
        let rest = 2 * padding - tap * dilation
        let end = constant("\(name).end\(tap)", [1], .integers([rest > 0 ? Int64(-rest) : Int64(Int32.max)]))
        append("Slice", ["\(name).padded", start, end, time], "\(name).tap\(tap)")
        return "\(name).tap\(tap)"
      }
      rows = "\(name).windows"
      append("Concat", taps, rows, [.integer("axis", 2)])  // [N, T, kernel * C]
    }
    let (outputs, channels) = (weight.shape[0], weight.shape[1])
    let values = weights[weight].values  // [O, C, kernel]
    var matrix = [Float](repeating: 0, count: values.count)  // [kernel * C, O]
    for output in 0..<outputs {
      for channel in 0..<channels {
        for tap in 0..<kernel {
          matrix[(tap * channels + channel) * outputs + output] =
            values[(output * channels + channel) * kernel + tap]
        }
      }
    }
    _ = constant(weight.name, [kernel * channels, outputs], .floats(matrix))
    append("MatMul", [rows, weight.name], "\(name).product")
    var result = "\(name).product"
    if node.parameters.count > 1 {
      add([node.parameters[1]], weights)
      result = "\(name).sum"
      append("Add", ["\(name).product", node.parameters[1].name], result)
    }
    append("Transpose", [result], name, [.integers("perm", [0, 2, 1])])
  }

  /// x to 8-bit integers and back; engines pass the integers on to the convolutions that follow.
  private mutating func quantize(_ node: Graph.Node, _ scale: ActivationScale) {
    let step = constant("\(node.name).step", [], .floats([scale.step]))
    let zero = constant("\(node.name).zero", [], scale.isSigned ? .signedBytes([0]) : .bytes([0]))
    append("QuantizeLinear", node.inputs + [step, zero], "\(node.name).levels")
    append("DequantizeLinear", ["\(node.name).levels", step, zero], node.name)
  }

  /// How a convolution is laid out in planes; nil if it is none over volumes.
  private func layout(of node: Graph.Node) -> PlaneLayout? {
    switch node.operation {
    case .convolution(let window), .quantizedConvolution(let window):
      shapes[node.inputs[0]].flatMap { PlaneLayout(window, from: $0, to: node.shape) }
    default: nil
    }
  }

  private mutating func convolution(
    _ node: Graph.Node, _ window: Window, _ layout: PlaneLayout?, _ weights: Weights
  ) {
    let weight = node.parameters[0]
    let values = weights[weight].values
    _ = constant(
      weight.name, layout?.shape(ofWeights: weight.shape) ?? weight.shape,
      .floats(layout?.weights(values, shape: weight.shape) ?? values))
    add(Array(node.parameters[1...]), weights)
    convolve(node, window, layout, node.parameters.map(\.name))
  }

  /// A convolution whose weight is stored as 8-bit integers, times the step of each output channel.
  private mutating func quantizedConvolution(
    _ node: Graph.Node, _ window: Window, _ layout: PlaneLayout?, _ weights: Weights
  ) {
    let (weight, step, bias) = (node.parameters[0], node.parameters[1], node.parameters[2])
    let values = weights[weight].values
    if let layout {
      // The same numbers as floats. Of integers, laid out in planes, OpenVINO computes something else (2026.4.1, features off by
      // half their size on x86-64), and on 64-bit Arm it makes floats of them anyway.
      let steps = weights[step].values
      let each = values.count / steps.count
      let floats = values.indices.map { values[$0] * steps[$0 / each] }
      _ = constant(
        weight.name, layout.shape(ofWeights: weight.shape),
        .floats(layout.weights(floats, shape: weight.shape)))
      add([bias], weights)
    } else {
      let levels = constant(
        "\(weight.name).levels", weight.shape, .signedBytes(values.map { Int8($0) }))
      add([step, bias], weights)
      append("DequantizeLinear", [levels, step.name], weight.name, [.integer("axis", 0)])
    }
    convolve(node, window, layout, [weight.name, bias.name])
  }

  /// The convolution of a node with weights that are there, around it what lays it out in planes.
  private mutating func convolve(
    _ node: Graph.Node, _ window: Window, _ layout: PlaneLayout?, _ own: [String]
  ) {
    guard let layout else {
      return append("Conv", node, own, Self.attributes(of: window, isConvolution: true))
    }
    let planes = layOut(node.inputs[0], layout, for: node.name)
    append(
      "Conv", [planes] + own, "\(node.name).planes",
      Self.attributes(of: layout.planeWindow, isConvolution: true))
    restore("\(node.name).planes", layout, as: node.name)
  }

  private mutating func add(_ parameters: [Parameter], _ weights: Weights) {
    for parameter in parameters {
      _ = constant(parameter.name, parameter.shape, .floats(weights[parameter].values))
    }
  }

  mutating func constant(_ name: String, _ shape: [Int], _ elements: ONNXConstant.Elements) -> String {
    var elements = elements
    if isHalf, case .floats(let values) = elements { elements = .halfFloats(values) }
    constants.append(ONNXConstant(name: name, shape: shape, elements: elements))
    return name
  }

  /// One ONNX node for a node of the graph, with more inputs after the node's own.
  private mutating func append(
    _ type: String, _ node: Graph.Node, _ more: [String] = [], _ attributes: [Onnx_AttributeProto] = []
  ) {
    append(type, node.inputs + more, node.name, attributes)
  }

  mutating func append(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [Onnx_AttributeProto] = []
  ) {
    nodes.append(
      .with {
        $0.opType = type
        $0.name = output
        $0.input = inputs
        $0.output = [output]
        $0.attribute = attributes
      })
  }
}
