import Testing
import VigilCore
import VigilNetworks
import VigilTorch

/// In training, convolutions along time are computed in another way than in use; both must be the same function.
@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `A step of training` {
  let torch: TorchPlugin
  let detector: RTFM
  let weights: Weights

  init() throws {
    torch = try TorchPlugin(threads: 2)
    detector = try RTFM(features: 64)
    // Statistics of zero, so that what the norms see is what a step leaves in them, times ten.
    let initial = Network.deterministic(detector.trainingGraph(dropout: 0)).weights.tensors
    weights = Weights(
      Dictionary(
        uniqueKeysWithValues: initial.map { name, tensor in
          (name, name.contains(".running_") ? Tensor(repeating: 0, shape: tensor.shape) : tensor)
        }))
  }

  /// Makes a step that moves nothing but the statistics of the norms.
  func step(
    _ weights: Weights, segments: Int, inDoublePrecision: Bool = true
  ) throws -> (terms: RTFMLoss.Terms, network: TorchNetwork) {
    let network = try TorchNetwork(
      Network(detector.trainingGraph(dropout: 0), weights), inDoublePrecision: inDoublePrecision,
      plugin: torch)
    var loss = RTFMLoss()
    loss.selected = segments  // no choice, which would not be smooth
    let terms = try RTFMTrainer(network, loss: loss, weightDecay: 0).step(
      RTFMTrainer.Batch(
        features: features(segments: segments), keep: Tensor(repeating: 1, shape: [4, segments]), seed: 1,
        learningRate: 0))
    return (terms, network)
  }

  func norm(_ values: [Float]) -> Float { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Two normal and two abnormal videos of two crops.
  func features(segments: Int) -> Tensor {
    let values = DeterministicValues.uniform("segments.\(segments)", count: 4 * 2 * segments * 64).map(abs)
    return Tensor(shape: [4, 2, segments, 64], values: values)
  }

  @Test(arguments: [1, 2, 3, 5, 7, 9, 31, 32, 33])
  func `gives the scores of the network in use, however many segments there are`(segments: Int) throws {
    let (terms, network) = try step(weights, segments: segments)
    var used = weights.tensors
    let count = Float(4 * 2 * segments)
    for (name, after) in try network.weights().tensors where name.contains(".running_") {
      let factor: Float = name.hasSuffix("var") ? 10 * (count - 1) / count : 10
      used[name] = Tensor(shape: after.shape, values: after.values.map { factor * $0 })
    }
    let crops = Tensor(shape: [8, segments, 64], values: features(segments: segments).values)
    let results = try ReferenceInterpreter.run(
      Network(detector.graph(), Weights(used)), ["features": crops])
    let scores = try #require(results["scores"]).values
    // The mean over the two crops of the abnormal videos.
    var abnormal: [Double] = []
    for first in [4 * segments, 6 * segments] {
      for place in first..<first + segments {
        abnormal.append((Double(scores[place]) + Double(scores[place + segments])) / 2)
      }
    }
    let squares: Double = abnormal.reduce(0) { $0 + $1 * $1 }
    let jumps: [Double] = zip(abnormal.dropFirst(), abnormal).map { $0 - $1 }
    let (sparsity, smoothness) = (8e-3 * squares.squareRoot(), 8e-4 * jumps.reduce(0) { $0 + $1 * $1 })
    #expect(abs(terms.sparsity - sparsity) < 1e-5 * sparsity)
    #expect(abs(terms.smoothness - smoothness) < 1e-3 * smoothness)
  }

  @Test(arguments: [2, 7, 32]) func `finds gradients that are slopes`(segments: Int) throws {
    let kernels = weights.tensors.filter { $0.value.shape.count == 3 }
    #expect(kernels.count == 9)
    let width: Float = 1e-5
    func moved(_ by: Float) throws -> Double {
      let tensors = kernels.map { name, tensor in
        let direction = DeterministicValues.uniform("direction.\(name)", count: tensor.values.count)
        return (name, Tensor(shape: tensor.shape, values: zip(tensor.values, direction).map { $0 + by * $1 }))
      }
      return try step(Weights(weights.tensors.merging(tensors) { $1 }), segments: segments).terms.total
    }
    let slope = try (moved(width) - moved(-width)) / Double(2 * width)
    let (_, network) = try step(weights, segments: segments)
    var expected = 0.0
    for (name, tensor) in kernels {
      let direction = DeterministicValues.uniform("direction.\(name)", count: tensor.values.count)
      let gradient = try network.gradient(name).values
      for (slope, part) in zip(gradient, direction) { expected += Double(slope) * Double(part) }
    }
    #expect(abs(slope - expected) < 2e-2 * abs(expected), "\(slope), \(expected)")
  }

  @Test func `finds in 32 bits what it finds in 64`() throws {
    let (single, double) = (
      try step(weights, segments: 32, inDoublePrecision: false), try step(weights, segments: 32)
    )
    #expect(abs(single.terms.total - double.terms.total) < 1e-5 * double.terms.total)
    for parameter in double.network.parameters where parameter.isLearned {
      let name = parameter.name
      // A norm takes away what a bias adds: its gradient is rounding.
      if name == "Aggregate.non_local.W.0.bias" { continue }
      let value = try single.network.gradient(name).values
      let wanted = try double.network.gradient(name).values
      let error = norm(zip(value, wanted).map { $0 - $1 })
      #expect(error <= 1e-4 * norm(wanted), "\(name): \(error / norm(wanted))")
    }
  }
}
