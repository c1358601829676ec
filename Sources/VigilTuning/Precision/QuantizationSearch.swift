import VigilCore
import VigilInference
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

/// Finds how a network is best rounded to 8 bits, from the clips that it is calibrated on.
struct QuantizationSearch {
  /// A rounded network.
  struct Candidate {
    var plan: Quantization
    var network: Network
    /// The mean cosine of features before and after on the calibration clips.
    var cosine: Double
  }

  let engine: any InferenceEngine
  let network: Network
  let rule: RangeRule
  let headroom: Double
  let weightBits: Int
  let minimumCosine: Double
  let threads: Int?
  /// Looked after before each clip.
  let stop: StopRequest

  private var options: LoadOptions { LoadOptions(threads: threads, cache: nil) }

  /// Inputs of the network, one of the crops of each snippet in turn, [1, 3, frames, height, width].
  func inputs(_ clips: [PreparedSnippet]) -> [() throws -> Tensor] {
    clips.enumerated().map { number, clip in
      {
        try stop.check("ended before the model was made")
        let crop = clip.crop(number % clip.preprocessing.crops.rawValue)
        return Tensor(shape: [1] + crop.shape, values: crop.values)
      }
    }
  }

  /// Runs the network on clips and records its values and features.
  func calibrate(
    on clips: [PreparedSnippet], _ progress: (Int) -> Void
  ) async throws -> (calibration: QuantizationCalibration, features: [Tensor]) {
    var calibration = QuantizationCalibration(network)
    let session = try await load(calibration.network)
    var features: [Tensor] = []
    for (number, input) in inputs(clips).enumerated() {
      let values = try await session.run(try input())
      calibration.add(values)
      features += calibration.outputNames.compactMap { values[$0] }
      progress(number + 1)
    }
    return (calibration, features)
  }

  /// Leaves more and more of the layers that lose most in floats, until features are close enough.
  ///
  /// The last candidate is returned when none is: who asked decides what to do with it.
  func candidate(
    _ calibration: QuantizationCalibration, features: [Tensor], clips: [PreparedSnippet]
  ) async throws -> Candidate {
    let whole = calibration.plan(rule, headroom: headroom, weightBits: weightBits)
    let (weights, values) = (network.weightNoise(bits: weightBits), calibration.inputNoise(whole))
    let ranked = weights.keys.sorted {
      let (a, b) = (
        weights[$0, default: 0] + values[$0, default: 0], weights[$1, default: 0] + values[$1, default: 0]
      )
      return (a, $1) > (b, $0)
    }
    var best: Candidate?
    for count in [0, 2, 4, 8, 16] where count < max(1, ranked.count) {
      let plan = calibration.plan(
        rule, headroom: headroom, weightBits: weightBits, floats: Array(ranked.prefix(count)))
      let quantized = try network.quantized(by: plan, means: calibration.means)
      let session = try await load(quantized)
      var cosines: [Double] = []
      for (input, before) in zip(inputs(clips), features) {
        let after = try await session.run(try input())
        cosines += calibration.outputNames.compactMap { after[$0] }.map {
          Self.cosine($0.values, before.values)
        }
      }
      let candidate = Candidate(
        plan: plan, network: quantized, cosine: cosines.reduce(0, +) / Double(max(1, cosines.count)))
      best = candidate
      if candidate.cosine >= minimumCosine { break }
    }
    guard let best else { throw CommandError("the network has no convolution that could be quantised") }
    return best
  }

  /// The error of each layer's result on one clip, with all that the layers before it add: the root of the squared
  /// differences over the squares.
  func layerErrors(_ candidate: Candidate, on clip: PreparedSnippet) async throws -> [String: Double] {
    let plain = network.quantizable
    let layers = plain.graph.quantizableLayers
    func values(_ network: Network) async throws -> [String: Tensor] {
      var graph = network.graph
      graph.outputNames = layers
      return try await load(Network(graph, network.weights)).run(try inputs([clip])[0]())
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

  static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (product, normA, normB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      product += Double(x) * Double(y)
      normA += Double(x) * Double(x)
      normB += Double(y) * Double(y)
    }
    return normA > 0 && normB > 0 ? product / (normA * normB).squareRoot() : (normA == normB ? 1 : 0)
  }
}
