public import VigilCore
public import VigilInference
public import VigilNetworks
public import VigilPreprocessing

/// One network that a run will use, before any weight is read.
public struct SelectedNetwork: Sendable {
  /// What a network does.
  public typealias Role = Architecture.Role

  /// What kind of network it is.
  public var architecture: Architecture
  /// The graph, with symbols for what differs from run to run.
  public var graph: Graph
  /// How it is computed in 8-bit integers; nil for one in floats.
  public var quantization: Quantization?
  /// Whether its floats have 16 bits where the engine computes in them.
  public var usesHalfFloats = false
  /// The name of its weights.
  public var weightsName: String
  /// The SHA-256 of the file of the weights; nil for weights that never were a file.
  public var sha256: String?
  /// The checkpoint that its weights came from, if from one.
  public var source: ModelManifest.Source?
  /// Under which licence its weights were published; nil if unknown.
  public var licence: String?
  /// How its weights were trained; nil if they were not trained here.
  public var training: TrainingProvenance?
  /// Reads or computes the weights that a graph declares: this one, or a part of it.
  public var weights: @Sendable (Graph) throws -> Weights

  /// Describes a network; nothing is read yet.
  public init(
    architecture: Architecture, graph: Graph, quantization: Quantization? = nil, usesHalfFloats: Bool = false,
    weightsName: String, sha256: String?, source: ModelManifest.Source? = nil, licence: String? = nil,
    weights: @escaping @Sendable (Graph) throws -> Weights
  ) {
    self.architecture = architecture
    self.graph = graph
    self.quantization = quantization
    self.usesHalfFloats = usesHalfFloats
    self.weightsName = weightsName
    self.sha256 = sha256
    self.source = source
    self.licence = licence
    self.weights = weights
  }

  /// The network's role.
  public var role: Role { architecture.role }

  /// The number format it is computed in.
  public var precision: ModelSettings.Precision {
    quantization != nil ? .int8 : usesHalfFloats ? .fp16 : .fp32
  }

  /// The extractor for whole frames of a size, which gives the features of the crops of one pass.
  public func seeingWholeFrames(
    height: Int, width: Int, preprocessing: Preprocessing
  ) throws(NetworksError) -> SelectedNetwork {
    let regions = preprocessing.cropOrigins(width: width, height: height).prefix(preprocessing.cropsPerPass)
      .map {
        PixelRegion(x: $0.x, y: $0.y, width: preprocessing.cropWidth, height: preprocessing.cropHeight)
      }
    var network = self
    let graph = try architecture.regionGraph(
      frames: SnippetPosition.framesPerSnippet, frameHeight: height, frameWidth: width, regions: regions)
    network.graph =
      try quantization.map { found throws(NetworksError) in try graph.quantized(by: found) } ?? graph
    return network
  }

  /// The network as an engine takes it; weights are read only if no compiled network is cached.
  public var portable: PortableNetwork { portable(ONNXOptions()) }

  /// The same, for an engine that takes ONNX of a certain kind: for itself, in 16-bit floats, or several snippets at once.
  public func portable(_ options: ONNXOptions) -> PortableNetwork {
    let (graph, weights) = (graph, weights)
    let identity = NetworkIdentity(graph, weightsSHA256: sha256 ?? weightsName, options)
    return PortableNetwork(
      identity: identity.hex, program: { try NetworkProgram(Network(graph, weights(graph))) },
      writeONNX: { try ONNXExport(Network(graph, weights(graph)), options).write(to: $0) })
  }

  /// The network in two parts, if its first layers can be computed separately; the rest is written as the options say.
  public func split(
    _ options: ONNXOptions = ONNXOptions()
  ) -> (stem: PortableStem, trunk: PortableNetwork)? {
    guard let (stem, trunk) = graph.splitAfterStem() else { return nil }
    var rest = self
    rest.graph = trunk
    let (weights, identity) = (weights, NetworkIdentity(stem, weightsSHA256: sha256 ?? weightsName))
    let snippetShape = stem.inputs[0].shape.dropFirst().compactMap(\.size)
    let portable = PortableStem(identity: identity.hex, snippetShape: snippetShape) {
      let folded = try Network(stem, weights(stem)).folded()
      let parameters = folded.graph.parameters
      return PortableStem.Weights(
        convolution: folded.weights[parameters[0]].values, bias: folded.weights[parameters[1]].values)
    }
    return (portable, rest.portable(options))
  }

  /// The network in a result's provenance.
  public var description: NetworkDescription {
    NetworkDescription(
      role: role.rawValue, architecture: graph.name, precision: precision.rawValue, weights: weightsName,
      sha256: sha256,
      isTrained: sha256 != nil)
  }
}
