/// The declaration of one tensor of a network: its name, its shape and its purpose.
public struct Parameter: Hashable, Sendable {
  /// The purpose of a tensor.
  public enum Role: String, Hashable, Sendable {
    /// The kernel of a convolution `[outputs, inputs, kernel...]` or a linear layer `[outputs, inputs]`.
    case weight
    /// The kernel of a quantised convolution: whole numbers of at most 8 bits.
    case levels
    /// The quantisation scale of each output channel, which multiplies its whole numbers.
    case step
    /// The bias of each output channel of a convolution or linear layer.
    case bias
    /// The weight of a batch norm, which multiplies the normalised value.
    case normWeight
    /// The bias of a batch norm, which is added last.
    case normBias
    /// The running mean of a batch norm.
    case runningMean
    /// The running variance of a batch norm.
    case runningVariance
  }

  /// The name in a PyTorch state dictionary, such as `layer1.0.conv1.weight`.
  public var name: String
  /// The extent of each axis.
  public var shape: [Int]
  /// The purpose of the tensor.
  public var role: Role

  /// Declares a tensor.
  public init(_ name: String, shape: [Int], role: Role) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Whether it is trained; running statistics and steps are measured instead, and not counted as parameters.
  public var isLearned: Bool { role != .runningMean && role != .runningVariance && role != .step }
}
