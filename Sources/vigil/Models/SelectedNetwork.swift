import VigilCore
import VigilInference
import VigilNetworks
import VigilPreprocessing
import VigilReport
import VigilTorch

/// One network that a run will use, before any weight is read.
struct SelectedNetwork: Sendable {
  /// The network's role.
  typealias Role = Architecture.Role

  var architecture: Architecture
  /// The graph, with symbols for dimensions that vary between runs.
  var graph: Graph
  /// How it is quantised to 8-bit integers; nil for one in floats.
  var quantization: Quantization?
  /// Whether it uses 16-bit floats where the engine supports them.
  var usesHalfFloats = false
  /// The name of its weights.
  var weightsName: String
  /// The SHA-256 of the file of the weights; nil for weights that never were a file.
  var sha256: String?
  /// The checkpoint that its weights came from, if any.
  var source: ModelManifest.Source?
  /// The licence of its weights; nil if unknown.
  var licence: String?
  /// Reads or computes the weights that a graph declares: this one, or a part of it.
  var weights: @Sendable (Graph) throws -> Weights

  /// The network's role.
  var role: Role { architecture.role }

  /// The number format it is computed in.
  var precision: ModelSettings.Precision {
    quantization != nil ? .int8 : usesHalfFloats ? .fp16 : .fp32
  }

  /// The extractor for whole frames of a size, which gives the features of the crops of one pass.
  func seeingWholeFrames(
    height: Int, width: Int, recipe: ClipRecipe
  ) throws(NetworksError) -> SelectedNetwork {
    let regions = recipe.cropOrigins(width: width, height: height).prefix(recipe.cropsPerPass).map {
      PixelRegion(x: $0.x, y: $0.y, width: recipe.cropWidth, height: recipe.cropHeight)
    }
    var network = self
    let graph = try architecture.regionGraph(
      frames: SnippetPosition.frames, frameHeight: height, frameWidth: width, regions: regions)
    network.graph =
      try quantization.map { plan throws(NetworksError) in try graph.quantized(by: plan) } ?? graph
    return network
  }

  /// The network as an engine takes it; weights are read only if no compiled network is cached.
  var image: NetworkImage {
    let (graph, weights) = (graph, weights)
    let identity = NetworkIdentity(graph, weightsSHA256: sha256 ?? weightsName)
    return NetworkImage(
      identity: identity.hex, program: { try NetworkProgram(Network(graph, weights(graph))) },
      writeONNX: { try ONNXExport(Network(graph, weights(graph))).write(to: $0) })
  }

  /// The network in two parts, if its first layers can be computed separately.
  var split: (stem: StemImage, trunk: NetworkImage)? {
    guard let (stem, trunk) = graph.splitAfterStem() else { return nil }
    var rest = self
    rest.graph = trunk
    let (weights, identity) = (weights, NetworkIdentity(stem, weightsSHA256: sha256 ?? weightsName))
    let clipShape = stem.inputs[0].shape.dropFirst().compactMap(\.size)
    let image = StemImage(identity: identity.hex, clipShape: clipShape) {
      let folded = try Network(stem, weights(stem)).folded()
      let parameters = folded.graph.parameters
      return StemImage.Weights(
        convolution: folded.weights[parameters[0]].values, bias: folded.weights[parameters[1]].values)
    }
    return (image, rest.image)
  }

  /// The network in a result's provenance.
  var description: NetworkDescription {
    NetworkDescription(
      role: role.rawValue, architecture: graph.name, precision: precision.rawValue, weights: weightsName,
      sha256: sha256,
      isTrained: sha256 != nil)
  }
}
