/// What an engine made of a network when it compiled it.
public struct CompiledNetwork: Hashable, Sendable {
  /// The layers, in the order of execution.
  public var layers: [CompiledLayer]
  /// The size of the weights, in bytes.
  public var weightBytes: Int
  /// Memory for intermediate values, in bytes.
  public var workingBytes: Int
  /// Whether all operations are started at once, rather than one after another.
  public var isReplayed: Bool

  /// Describes a network.
  public init(layers: [CompiledLayer], weightBytes: Int, workingBytes: Int, isReplayed: Bool) {
    self.layers = layers
    self.weightBytes = weightBytes
    self.workingBytes = workingBytes
    self.isReplayed = isReplayed
  }
}

/// A layer of a compiled network: one operation of the engine, which may do the work of several layers of the network.
public struct CompiledLayer: Hashable, Sendable {
  /// The names of the layers that were fused into it.
  public var parts: [String]
  /// The engine's word for its kind.
  public var kind: String
  /// The number format of its first input; nil if the engine does not say.
  public var input: NumberFormat?
  /// The number format of its first output; nil if the engine does not say.
  public var output: NumberFormat?

  /// Describes a layer.
  public init(parts: [String], kind: String, input: NumberFormat?, output: NumberFormat?) {
    self.parts = parts
    self.kind = kind
    self.input = input
    self.output = output
  }
}
