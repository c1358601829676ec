import CTorch
public import VigilCore

/// Hyperparameters of Adam (Kingma and Ba, ICLR 2015).
public struct Adam: Hashable, Sendable {
  /// Weight decay, as a fraction of the weights.
  public var weightDecay: Double
  /// Whether weight decay is decoupled (AdamW; Loshchilov and Hutter, ICLR 2019) instead of added to the gradient.
  public var isDecoupled: Bool

  /// Adam with its published defaults.
  public init(weightDecay: Double, isDecoupled: Bool = false) {
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
  }

  var plain: vigil_torch_adam {
    vigil_torch_adam(
      beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: weightDecay, decoupled: isDecoupled)
  }

  /// The optimiser state after some steps, to resume from.
  public struct State: Sendable {
    /// The steps made.
    public var steps: Int
    /// The first moments by parameter.
    public var first: [String: Tensor]
    /// The second moments by parameter.
    public var second: [String: Tensor]

    /// Holds a state.
    public init(steps: Int, first: [String: Tensor], second: [String: Tensor]) {
      self.steps = steps
      self.first = first
      self.second = second
    }
  }
}
