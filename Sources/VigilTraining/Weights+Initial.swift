import Foundation
import VigilCore
public import VigilNetworks

extension Weights {
  /// Initial weights for training: Xavier-uniform kernels (Glorot and Bengio, AISTATS 2010), biases 0, norms as
  /// identity, and the norm at the end of a non-local block at 0, so that the block starts as identity.
  public static func initial(for graph: Graph, seed: UInt64) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      let value: Float? =
        switch parameter.role {
        case .weight, .levels: nil
        case .bias, .normBias, .runningMean: 0
        case .normWeight: parameter.name.hasSuffix(".W.1.weight") ? 0 : 1
        case .runningVariance, .step: 1
        }
      let values = value.map { Array(repeating: $0, count: parameter.count) } ?? xavier(parameter, seed: seed)
      tensors[parameter.name] = Tensor(shape: parameter.shape, values: values)
    }
    return Weights(tensors)
  }

  private static func xavier(_ parameter: Parameter, seed: UInt64) -> [Float] {
    let window = parameter.shape.dropFirst(2).reduce(1, *)
    let fan = Double((parameter.shape[0] + parameter.shape[1]) * window)
    let bound = (6 / fan).squareRoot()
    var random = SplitMix64(seed: seed ^ DeterministicValues.fnv1a64(parameter.name))
    return (0..<parameter.count).map { _ in
      Float((Double(random.next() >> 11) * 0x1p-52 - 1) * bound)
    }
  }
}
