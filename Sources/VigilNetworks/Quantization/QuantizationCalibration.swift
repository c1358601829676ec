public import VigilCore

/// The statistics of a network's activations on real snippets, from which their scales follow.
///
/// Run `network` on snippets of the kind that will be watched, give all its outputs to `add`, and ask for a `quantization`.
public struct QuantizationCalibration: Sendable {
  /// The network in floats; its outputs are the activations to record and its own outputs.
  public let network: Network
  /// The names of its own outputs.
  public let outputNames: [String]
  private let graph: Graph
  private var records: [String: Record] = [:]

  /// One activation: how large its elements are, and the mean of each channel.
  private struct Record {
    var histogram = ValueHistogram()
    var sums: [Double] = []
    var count = 0
  }

  /// Starts with a network in floats.
  public init(_ network: Network) {
    let plain = network.quantizable
    graph = plain.graph
    outputNames = graph.outputNames
    let layers = Set(graph.quantizableLayers)
    let inputs = graph.nodes.filter { layers.contains($0.name) }.map { $0.inputs[0] }
    let observed = Set(inputs + graph.quantizationPoints())
    var watched = graph
    watched.outputNames = graph.nodes.map(\.name).filter { observed.contains($0) } + outputNames
    self.network = Network(verified: watched, plain.weights)
    for name in observed { records[name] = Record() }
  }

  /// Records the activations of one snippet, each [N, channels, ...]; others are ignored.
  public mutating func add(_ values: [String: Tensor]) {
    for (name, value) in values {
      guard var record = records.removeValue(forKey: name) else { continue }
      record.histogram.add(value.values)
      let channels = value.shape[1]
      let extent = value.shape[2...].reduce(1, *)
      if record.sums.isEmpty { record.sums = Array(repeating: 0, count: channels) }
      for plane in 0..<value.shape[0] * channels {
        var sum = 0.0
        for element in value.values[plane * extent..<(plane + 1) * extent] { sum += Double(element) }
        record.sums[plane % channels] += sum
      }
      record.count += value.shape[0] * extent
      records[name] = record
    }
  }

  /// The mean of each channel of every recorded activation.
  public var means: [String: [Float]] {
    records.filter { $0.value.count > 0 }.mapValues { record in
      record.sums.map { Float($0 / Double(record.count)) }
    }
  }

  /// The quantisation derived from these statistics.
  ///
  /// - Parameters:
  ///   - headroom: factor by which scales are wider than the rule says. What is clipped is missing in all layers that
  ///     follow, while coarser rounding averages out, so 1.5 is better than 1.
  ///   - floats: convolutions that stay in floats besides the first.
  public func quantization(
    _ rule: RangeRule, headroom: Double = 1.5, weightBits: Int = 7, floats: [String] = []
  ) -> Quantization {
    let points = graph.quantizationPoints(floats: Set(floats))
    let scales = points.map {
      ($0, rule.scale(for: records[$0]?.histogram ?? ValueHistogram(), headroom: headroom))
    }
    return Quantization(
      weightBits: weightBits, activations: Dictionary(uniqueKeysWithValues: scales), floats: floats.sorted())
  }

  /// The effect of quantisation on the input of each quantised layer: the squared error over the squares.
  public func inputNoise(_ quantization: Quantization) -> [String: Double] {
    var noise: [String: Double] = [:]
    for layer in graph.quantizableLayers where !quantization.floats.contains(layer) {
      guard let point = graph.roundedInput(of: layer), let scale = quantization.activations[point],
        let record = records[point]
      else { continue }
      noise[layer] = record.histogram.noise(of: scale)
    }
    return noise
  }
}
