public import VigilDetection
public import VigilNetworks

/// What another number format costs and gains.
public struct PrecisionReport: Sendable {
  /// One layer in 8 bits, or one that stayed in floats.
  public struct Layer: Hashable, Sendable, Encodable {
    /// The name of the layer's node.
    public var name: String
    /// Whether it stayed in floats.
    public var isFloat: Bool
    /// Relative squared error of quantising the weights alone: squared errors over squares; nil in floats.
    public var weightNoise: Double?
    /// The same for the input.
    public var inputNoise: Double?
    /// The error of the layer's result, including that of all layers before it: root of squared differences over squares.
    public var error: Double?

    private enum CodingKeys: String, CodingKey {
      case name, error
      case isFloat = "is_float"
      case weightNoise = "weight_noise"
      case inputNoise = "input_noise"
    }
  }

  /// The folder of the new model, as requested.
  public let output: String
  /// Compared snippets.
  public let heldOutSnippets: Int
  /// Calibration snippets; 0 for 16-bit floats.
  public let calibrationSnippets: Int
  /// The mean cosine similarity of features before and after, over snippets and crops; NaN if a feature is non-finite.
  public let meanCosine: Double
  /// The lowest cosine similarity.
  public let minimumCosine: Double
  /// The median speed-up of the extractor over snippets.
  public let speedup: Double
  /// How much the scores changed; nil without a detector.
  public let scores: ScoreComparison?
  /// The quantisation of weights and activations; nil for 16-bit floats.
  public let quantization: Quantization?
  /// The frame-level AUC on the held-out snippets, if labels were given.
  public internal(set) var areas: (before: Double, after: Double)?
  /// The quantisable layers in the order of the graph; empty for 16-bit floats.
  public private(set) var layers: [Layer] = []
  /// The size of the extractor's weights in bytes, if a quantised model was written.
  public internal(set) var extractorBytes: (before: Int, after: Int)?
  /// Why the model was not written; empty if it was.
  public internal(set) var complaints: [String] = []

  init(
    output: String, comparison: HeldOutComparison, scores: ScoreComparison?, calibrationSnippets: Int,
    quantization: Quantization?
  ) {
    self.output = output
    self.scores = scores
    self.calibrationSnippets = calibrationSnippets
    self.quantization = quantization
    heldOutSnippets = comparison.snippets
    let cosines = comparison.cosines
    meanCosine = cosines.reduce(0, +) / Double(cosines.count)
    minimumCosine = cosines.min() ?? 0
    speedup = comparison.speedup
  }

  /// Gathers the facts about each layer, in the order of the graph.
  mutating func describeLayers(
    weights: [String: Double], inputs: [String: Double], errors: [String: Double], order graph: Graph
  ) {
    layers = graph.nodes.map(\.name).filter { errors[$0] != nil }.map { name in
      let isFloat = quantization?.floats.contains(name) ?? true
      return Layer(
        name: name, isFloat: isFloat, weightNoise: isFloat ? nil : weights[name], inputNoise: inputs[name],
        error: errors[name])
    }
  }

  /// The figures that the manifest keeps, by name.
  public var measured: [String: Double] {
    var values = [
      "feature_cosine": meanCosine, "feature_cosine_lowest": minimumCosine,
      "held_out_snippets": Double(heldOutSnippets),
    ]
    if quantization != nil { values["calibration_snippets"] = Double(calibrationSnippets) }
    if let scores {
      values["score_drift"] = scores.meanDifference
      values["score_drift_largest"] = Double(scores.maximumDifference)
    }
    if let areas { (values["auc_before"], values["auc_after"]) = (areas.before, areas.after) }
    return values
  }
}
