import VigilCore

/// How a network is computed in 8-bit integers: everything but its weights.
public struct Quantization: Hashable, Sendable, Codable {
  /// How many bits a weight has.
  ///
  /// Processors without dot products of bytes (AVX2 without VNNI) add pairs of products, each of a weight and a value
  /// of 8 bits, in 16 bits, and cut off what is larger. Weights of 7 bits cannot get there: 2 * 63 * 255 < 32768.
  public var weightBits: Int
  /// The scales of the values that are rounded, by the names of the nodes that give them.
  public var activations: [String: ActivationScale]
  /// The convolutions that stay in floats besides the first, by name.
  public var floats: [String]
  /// The SHA-256 of the file of the weights before, if they were one.
  public var original: String?
  /// What was measured against the network in floats, by name, such as `feature_cosine`.
  public var measured: [String: Double]?

  /// Describes a quantised network.
  public init(
    weightBits: Int = 7, activations: [String: ActivationScale], floats: [String] = [],
    original: String? = nil
  ) {
    self.weightBits = weightBits
    self.activations = activations
    self.floats = floats
    self.original = original
  }

  /// The largest whole number that a weight can be; the smallest is its negative.
  var largestLevel: Float { Float((1 << (weightBits - 1)) - 1) }

  private enum CodingKeys: String, CodingKey {
    case activations, original, measured
    case weightBits = "weight_bits"
    case floats = "float_layers"
  }

  /// Compares the weights of a network that this plan made, which may come from anyone, with what an integer can be.
  ///
  /// - Throws: `weightsMismatch` with all layers that hold anything but whole numbers of `weightBits`.
  func verify(_ network: Network) throws(NetworksError) {
    let range = -largestLevel...largestLevel
    let broken = network.graph.parameters.filter { parameter in
      parameter.role == .levels
        && !network.weights[parameter].values.allSatisfy { range.contains($0) && $0 == $0.rounded() }
    }
    guard broken.isEmpty else {
      throw NetworksError(
        .weightsMismatch,
        "these weights are no whole numbers of \(weightBits) bits: \(broken.map(\.name).joined(separator: ", ")); "
          + "make the model again with vigil optimize")
    }
  }

  /// Compares the plan with a graph that is about to be quantised.
  ///
  /// - Throws: `badManifest` with everything that does not fit.
  func verify(for graph: Graph) throws(NetworksError) {
    var complaints: [String] = []
    if !(2...8).contains(weightBits) { complaints.append("weights have 2 to 8 bits, not \(weightBits)") }
    let unknown = Set(floats).subtracting(graph.quantizableLayers).sorted()
    if !unknown.isEmpty { complaints.append("no convolutions: \(unknown.joined(separator: ", "))") }
    let points = Set(graph.quantizationPoints(floats: Set(floats)))
    let missing = points.subtracting(activations.keys).sorted()
    if !missing.isEmpty { complaints.append("no scale for \(missing.joined(separator: ", "))") }
    let unused = Set(activations.keys).subtracting(points).sorted()
    if !unused.isEmpty { complaints.append("a scale for nothing: \(unused.joined(separator: ", "))") }
    let broken = activations.filter { !$0.value.step.isNormal || $0.value.step < 0 }.keys.sorted()
    if !broken.isEmpty { complaints.append("scales that are not above 0: \(broken.joined(separator: ", "))") }
    guard complaints.isEmpty else {
      throw NetworksError(
        .badManifest,
        "this quantisation is not one of \(graph.name): \(complaints.joined(separator: "; ")); "
          + "make the model again with vigil optimize")
    }
  }
}
