import Foundation
import VigilCore
import VigilDetection
import VigilNetworks
import VigilReport

/// What an optimisation did and what it costs.
struct OptimizationReport {
  typealias Scores = ScoreComparison

  /// One layer in 8 bits, or one that stayed in floats.
  struct Layer: Encodable {
    var name: String
    var isFloat: Bool
    /// Squared errors over squares, of rounding alone.
    var weightNoise: Double?
    var inputNoise: Double?
    /// The error of the layer's result, with all that comes from before it: root of squared differences over squares.
    var error: Double?

    private enum CodingKeys: String, CodingKey {
      case name, error
      case isFloat = "is_float"
      case weightNoise = "weight_noise"
      case inputNoise = "input_noise"
    }
  }

  let output: String
  let heldOutSnippets: Int
  let calibrationSnippets: Int
  let meanCosine: Double
  let minimumCosine: Double
  let speedup: Double
  let scores: Scores?
  /// How values are rounded; nil for 16-bit floats.
  let plan: Quantization?
  /// The frame-level AUC on the held-out snippets, where labels were given.
  var areas: (before: Double, after: Double)?
  var layers: [Layer] = []
  var extractorBytes: (before: Int, after: Int)?
  /// Why the model was not written; empty if it was.
  var complaints: [String] = []

  init(
    output: String, comparison: HeldOutComparison, scores: Scores?, calibrationSnippets: Int,
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

  /// What the manifest keeps.
  var measured: [String: Double] {
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

  /// The result for people.
  var lines: [String] {
    let rows =
      [["layer", "weights", "input", "result"]]
      + layers.map { layer in
        [
          layer.name, layer.isFloat ? "float" : Self.root(layer.weightNoise),
          layer.isFloat ? "float" : Self.root(layer.inputNoise), Self.percent(layer.error),
        ]
      }
    var lines = layers.isEmpty ? [] : TextTable.lines(rows, numeric: [1, 2, 3]) + [""]
    lines.append(
      "features: mean cosine \(NumberText.fixed(meanCosine, decimals: 5)), lowest "
        + "\(NumberText.fixed(minimumCosine, decimals: 5)), on \(heldOutSnippets) held-out snippets")
    if let scores {
      lines.append(
        "scores: mean change \(NumberText.fixed(scores.meanDifference, decimals: 4)), largest "
          + "\(NumberText.fixed(Double(scores.maximumDifference), decimals: 4)), "
          + "\(scores.changedSides) of \(scores.snippets) on the other side of \(scores.threshold)")
    }
    if let areas {
      lines.append(
        "AUC: \(NumberText.fixed(areas.before, decimals: 4)) before, "
          + "\(NumberText.fixed(areas.after, decimals: 4)) after, of the held-out snippets")
    }
    if let extractorBytes {
      lines.append(
        "weights: \(Self.megabytes(extractorBytes.before)) before, \(Self.megabytes(extractorBytes.after)) after"
      )
    }
    lines.append(
      "extractor: \(NumberText.fixed(speedup, decimals: 2)) times as fast on this machine, as it was just now"
    )
    if complaints.isEmpty { lines.append("made \(output)") }
    return lines
  }

  private static func root(_ noise: Double?) -> String { percent(noise.map { $0.squareRoot() }) }

  private static func percent(_ value: Double?) -> String {
    value.map { NumberText.fixed(100 * $0, decimals: 2) + " %" } ?? ""
  }

  private static func megabytes(_ bytes: Int) -> String {
    NumberText.fixed(Double(bytes) / 1e6, decimals: 1) + " MB"
  }

  /// The result for programs.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(Document(self)), as: UTF8.self)
    }
  }

  /// The JSON object.
  private struct Document: Encodable {
    var output: String
    var written: Bool
    var complaints: [String]
    /// What is no number is null, as the cosine of features that are all nought.
    var measured: [String: Double?]
    var speedup: Double
    var weightBits: Int?
    var floatLayers: [String]?
    var bytesBefore: Int?
    var bytesAfter: Int?
    var layers: [Layer]

    private enum CodingKeys: String, CodingKey {
      case output, written, complaints, measured, speedup, layers
      case weightBits = "weight_bits"
      case floatLayers = "float_layers"
      case bytesBefore = "bytes_before"
      case bytesAfter = "bytes_after"
    }

    init(_ report: OptimizationReport) {
      output = report.output
      written = report.complaints.isEmpty
      complaints = report.complaints
      measured = report.measured.mapValues(Self.number)
      speedup = report.speedup
      weightBits = report.plan?.weightBits
      floatLayers = report.plan?.floats
      bytesBefore = report.extractorBytes?.before
      bytesAfter = report.extractorBytes?.after
      layers = report.layers.map { layer in
        var layer = layer
        layer.weightNoise = Self.number(layer.weightNoise)
        layer.inputNoise = Self.number(layer.inputNoise)
        layer.error = Self.number(layer.error)
        return layer
      }
    }

    private static func number(_ value: Double?) -> Double? { value?.isFinite == true ? value : nil }
  }
}
