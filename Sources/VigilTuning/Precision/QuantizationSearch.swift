package import VigilCore
package import VigilInference
package import VigilNetworks
package import VigilPreprocessing

/// Finds the best 8-bit quantisation of a network on its calibration snippets.
package struct QuantizationSearch: Sendable {
  /// A quantised network.
  package struct Candidate: Sendable {
    package var quantization: Quantization
    package var network: Network
    /// The mean cosine similarity of features before and after, on the calibration snippets.
    package var cosine: Double
  }

  private let engine: any InferenceEngine
  /// The network in floats.
  package let network: Network
  private let rule: RangeRule
  private let headroom: Double
  private let weightBits: Int
  private let minimumCosine: Double
  private let threads: Int?
  private let stop: StopRequest

  /// Makes a search.
  ///
  /// - Parameters:
  ///   - engine: runs the network and the candidates in 8 bits.
  ///   - network: in floats, for one crop.
  ///   - minimumCosine: the mean cosine similarity of features from which a candidate is close enough.
  ///   - stop: checked before each snippet.
  package init(
    engine: any InferenceEngine, network: Network, rule: RangeRule = .leastSquares, headroom: Double = 1.5,
    weightBits: Int = 7, minimumCosine: Double, threads: Int? = nil, stop: StopRequest
  ) {
    self.engine = engine
    self.network = network
    self.rule = rule
    self.headroom = headroom
    self.weightBits = weightBits
    self.minimumCosine = minimumCosine
    self.threads = threads
    self.stop = stop
  }

  private var options: LoadOptions { LoadOptions(threads: threads, cache: nil) }

  /// Inputs of the network, one of the crops of each snippet in turn, [1, 3, frames, height, width].
  private func inputs(_ snippets: [PreparedSnippet]) -> [() throws -> Tensor] {
    snippets.enumerated().map { number, snippet in
      {
        try stop.check("stopped before the model was made")
        let crop = snippet.crop(number % snippet.preprocessing.crops.rawValue)
        return Tensor(shape: [1] + crop.shape, values: crop.values)
      }
    }
  }

  /// Runs the network on snippets and records its activations and features.
  package func calibrate(
    on snippets: [PreparedSnippet], progress: (TuningProgress) -> Void = { _ in }
  ) async throws -> (calibration: QuantizationCalibration, features: [Tensor]) {
    progress(TuningProgress(.calibrating, done: 0, total: snippets.count))
    var calibration = QuantizationCalibration(network)
    let session = try await load(calibration.network)
    var features: [Tensor] = []
    for (number, input) in inputs(snippets).enumerated() {
      let values = try await session.run(try input())
      calibration.add(values)
      features += calibration.outputNames.compactMap { values[$0] }
      progress(TuningProgress(.calibrating, done: number + 1, total: snippets.count))
    }
    return (calibration, features)
  }

  /// Keeps more and more of the layers that lose most in floats, until features are close enough.
  ///
  /// The last candidate is returned when none is: the caller decides what to do with it.
  package func candidate(
    _ calibration: QuantizationCalibration, features: [Tensor], snippets: [PreparedSnippet]
  ) async throws -> Candidate {
    let whole = calibration.quantization(rule, headroom: headroom, weightBits: weightBits)
    let (weights, values) = (network.weightNoise(bits: weightBits), calibration.inputNoise(whole))
    let ranked = weights.keys.sorted {
      let (a, b) = (
        weights[$0, default: 0] + values[$0, default: 0], weights[$1, default: 0] + values[$1, default: 0]
      )
      return (a, $1) > (b, $0)
    }
    var best: Candidate?
    for count in [0, 2, 4, 8, 16] where count < max(1, ranked.count) {
      let quantization = calibration.quantization(
        rule, headroom: headroom, weightBits: weightBits, floats: Array(ranked.prefix(count)))
      let quantized = try network.quantized(by: quantization, means: calibration.means)
      let session = try await load(quantized)
      var cosines: [Double] = []
      for (input, before) in zip(inputs(snippets), features) {
        let after = try await session.run(try input())
        cosines += calibration.outputNames.compactMap { after[$0] }.map {
          Self.cosine($0.values, before.values)
        }
      }
      let candidate = Candidate(
        quantization: quantization, network: quantized,
        cosine: cosines.reduce(0, +) / Double(max(1, cosines.count)))
      best = candidate
      if candidate.cosine >= minimumCosine { break }
    }
    guard let best else {
      throw TuningError(.unusableModel, "the network has no convolution that could be quantised")
    }
    return best
  }

  /// The error of each layer's result on one snippet, including that of the layers before it: the root of the squared
  /// differences over the squares.
  package func layerErrors(
    _ candidate: Candidate, on snippet: PreparedSnippet
  ) async throws -> [String: Double] {
    let plain = network.quantizable
    let layers = plain.graph.quantizableLayers
    func values(_ network: Network) async throws -> [String: Tensor] {
      var graph = network.graph
      graph.outputNames = layers
      return try await load(Network(graph, network.weights)).run(try inputs([snippet])[0]())
    }
    let before = try await values(plain)
    let after = try await values(candidate.network)
    var errors: [String: Double] = [:]
    for layer in layers {
      guard let before = before[layer]?.values, let after = after[layer]?.values else { continue }
      var (noise, signal) = (0.0, 0.0)
      for index in before.indices {
        let difference = Double(before[index]) - Double(after[index])
        noise += difference * difference
        signal += Double(before[index]) * Double(before[index])
      }
      errors[layer] = signal > 0 ? (noise / signal).squareRoot() : 0
    }
    return errors
  }

  private func load(_ network: Network) async throws -> any InferenceSession {
    let portable = PortableNetwork(identity: "candidate") { try ONNXExport(network).write(to: $0) }
    return try await engine.load(portable, options: options)
  }

  /// The cosine similarity of two vectors; 1 for two zero vectors, 0 if only one is zero.
  package static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (product, normA, normB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      product += Double(x) * Double(y)
      normA += Double(x) * Double(x)
      normB += Double(y) * Double(y)
    }
    return normA > 0 && normB > 0 ? product / (normA * normB).squareRoot() : (normA == normB ? 1 : 0)
  }
}
