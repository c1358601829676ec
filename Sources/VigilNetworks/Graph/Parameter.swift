/// The declaration of one tensor that a network needs: its name, its shape and what it is for.
public struct Parameter: Hashable, Sendable {
  /// What a tensor is for.
  public enum Role: String, Hashable, Sendable {
    /// The kernel of a convolution `[outputs, inputs, kernel...]` or a linear layer `[outputs, inputs]`.
    case weight
    /// The kernel of a quantised convolution: whole numbers of at most 8 bits.
    case levels
    /// What the whole numbers of each output channel are multiplied with.
    case step
    /// What a convolution or linear layer adds to each output channel.
    case bias
    /// What a batch norm multiplies the normalised value with.
    case normWeight
    /// What a batch norm adds last.
    case normBias
    /// The mean that a batch norm subtracts.
    case runningMean
    /// The variance that a batch norm divides by, after a square root.
    case runningVariance
  }

  /// The name in a PyTorch state dictionary, such as `layer1.0.conv1.weight`.
  public var name: String
  /// The extent of each axis.
  public var shape: [Int]
  /// What the tensor is for.
  public var role: Role

  /// Declares a tensor.
  public init(_ name: String, shape: [Int], role: Role) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Whether training learns it; running statistics and steps are measured instead, and not counted as parameters.
  public var isLearned: Bool { role != .runningMean && role != .runningVariance && role != .step }
}
