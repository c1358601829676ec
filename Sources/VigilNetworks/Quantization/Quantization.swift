import VigilCore

/// How a network is quantised to 8-bit integers: everything but its weights.
public struct Quantization: Hashable, Sendable, Codable {
  /// Bits per weight.
  ///
  /// Processors without byte dot products (AVX2 without VNNI) add pairs of products, each of an 8-bit weight and activation,
  /// in 16 bits, and saturate. Weights of 7 bits cannot get there: 2 * 63 * 255 < 32768.
  public var weightBits: Int
  /// The scales of the quantised activations, by the names of the nodes that give them.
  public var activations: [String: ActivationScale]
  /// The convolutions that stay in floats besides the first, by name.
  public var floats: [String]
  /// The SHA-256 of the original weights file, if there was one.
  public var original: String?
  /// Measurements against the network in floats, by name, such as `feature_cosine`.
  public var measured: [String: Double]?

  /// Makes a quantisation.
  public init(
    weightBits: Int = 7, activations: [String: ActivationScale], floats: [String] = [],
    original: String? = nil
  ) {
    self.weightBits = weightBits
    self.activations = activations
    self.floats = floats
    self.original = original
  }

  /// The largest integer of a weight; the smallest is its negative.
  var largestLevel: Float { Float((1 << (weightBits - 1)) - 1) }

  private enum CodingKeys: String, CodingKey {
    case activations, original, measured
    case weightBits = "weight_bits"
    case floats = "float_layers"
  }

  /// Checks that the weights of a network made by this quantisation, which may come from anyone, are valid integers.
  ///
  /// - Throws: `weightsMismatch` with all layers that contain anything but integers of `weightBits`.
  func verify(_ network: Network) throws(NetworksError) {
    let range = -largestLevel...largestLevel
    let broken = network.graph.parameters.filter { parameter in
      parameter.role == .levels
        && !network.weights[parameter].values.allSatisfy { range.contains($0) && $0 == $0.rounded() }
    }
    guard broken.isEmpty else {
      throw NetworksError(
        .weightsMismatch,
        "these weights are not whole numbers of \(weightBits) bits: \(broken.map(\.name).joined(separator: ", ")); "
          + "make the model again with vigil optimize")
    }
  }

  /// Checks the quantisation against a graph that is about to be quantised.
  ///
  /// - Throws: `badManifest` with everything that does not fit.
  func verify(for graph: Graph) throws(NetworksError) {
    var complaints: [String] = []
    if !(2...8).contains(weightBits) { complaints.append("weights have 2 to 8 bits, not \(weightBits)") }
    let unknown = Set(floats).subtracting(graph.quantizableLayers).sorted()
    if !unknown.isEmpty { complaints.append("not convolutions: \(unknown.joined(separator: ", "))") }
    let points = Set(graph.quantizationPoints(floats: Set(floats)))
    let missing = points.subtracting(activations.keys).sorted()
    if !missing.isEmpty { complaints.append("no scale for \(missing.joined(separator: ", "))") }
    let unused = Set(activations.keys).subtracting(points).sorted()
    if !unused.isEmpty {
      complaints.append("scales without an activation: \(unused.joined(separator: ", "))")
    }
    let broken = activations.filter { !$0.value.step.isNormal || $0.value.step < 0 }.keys.sorted()
    if !broken.isEmpty { complaints.append("scales that are not above 0: \(broken.joined(separator: ", "))") }
    guard complaints.isEmpty else {
      throw NetworksError(
        .badManifest,
        "this quantisation does not fit \(graph.name): \(complaints.joined(separator: "; ")); "
          + "make the model again with vigil optimize")
    }
  }
}
