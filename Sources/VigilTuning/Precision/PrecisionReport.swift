public import VigilDetection
public import VigilNetworks

/// What another number format costs and gains.
public struct PrecisionReport: Sendable {
  /// One layer in 8 bits, or one that stayed in floats.
  public struct Layer: Hashable, Sendable, Encodable {
    /// The name of its node.
    public var name: String
    /// Whether it stayed in floats.
    public var isFloat: Bool
    /// The squared error of rounding its weights over their squares; nil in floats.
    public var weightNoise: Double?
    /// The same of its input.
    public var inputNoise: Double?
    /// The error of the layer's result, with all that comes from before it: root of squared differences over squares.
    public var error: Double?

    private enum CodingKeys: String, CodingKey {
      case name, error
      case isFloat = "is_float"
      case weightNoise = "weight_noise"
      case inputNoise = "input_noise"
    }
  }

  /// The folder of the new model, as it was asked for.
  public let output: String
  /// Snippets that were compared.
  public let heldOutSnippets: Int
  /// Snippets that were calibrated on; 0 where nothing is calibrated.
  public let calibrationSnippets: Int
  /// The mean cosine of features before and after, over snippets and crops; not a number if a feature was not.
  public let meanCosine: Double
  /// The lowest cosine.
  public let minimumCosine: Double
  /// How many times as fast the extractor became, the median over snippets.
  public let speedup: Double
  /// How far scores moved; nil without a detector.
  public let scores: ScoreComparison?
  /// How values are rounded; nil for 16-bit floats.
  public let plan: Quantization?
  /// The frame-level AUC on the held-out snippets, where labels were given.
  public internal(set) var areas: (before: Double, after: Double)?
  /// The layers that could be rounded, in the order of the graph; none for 16-bit floats.
  public private(set) var layers: [Layer] = []
  /// The size of the extractor's weights, if it was rounded and written.
  public internal(set) var extractorBytes: (before: Int, after: Int)?
  /// Why the model was not written; empty if it was.
  public internal(set) var complaints: [String] = []

  init(
    output: String, comparison: HeldOutComparison, scores: ScoreComparison?, calibrationSnippets: Int,
    plan: Quantization?
  ) {
    self.output = output
    self.scores = scores
    self.calibrationSnippets = calibrationSnippets
    self.plan = plan
    heldOutSnippets = comparison.snippets
    let cosines = comparison.cosines
    meanCosine = cosines.reduce(0, +) / Double(cosines.count)
    minimumCosine = cosines.min() ?? 0
    speedup = comparison.speedup
  }

  /// Gathers what is known of each layer, in the order of the graph.
  mutating func describeLayers(
    weights: [String: Double], inputs: [String: Double], errors: [String: Double], order graph: Graph
  ) {
    layers = graph.nodes.map(\.name).filter { errors[$0] != nil }.map { name in
      let isFloat = plan?.floats.contains(name) ?? true
      return Layer(
        name: name, isFloat: isFloat, weightNoise: isFloat ? nil : weights[name], inputNoise: inputs[name],
        error: errors[name])
    }
  }

  /// What the manifest keeps, by name.
  public var measured: [String: Double] {
    var values = [
      "feature_cosine": meanCosine, "feature_cosine_lowest": minimumCosine,
      "held_out_snippets": Double(heldOutSnippets),
    ]
    if plan != nil { values["calibration_snippets"] = Double(calibrationSnippets) }
    if let scores {
      values["score_drift"] = scores.meanDifference
      values["score_drift_largest"] = Double(scores.maximumDifference)
    }
    if let areas { (values["auc_before"], values["auc_after"]) = (areas.before, areas.after) }
    return values
  }
}
