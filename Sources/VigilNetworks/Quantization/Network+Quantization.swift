import VigilCore

extension Network {
  /// The starting network for quantisation; see `Graph.quantizable`.
  public var quantizable: Network { folded(leaving: graph.firstConvolution) }

  /// The same network in 8-bit integers, according to a quantisation.
  ///
  /// - Parameter means: the mean of each channel of the inputs of convolutions, by the names of the values.
  ///   The average shift of a channel by quantising the weights is subtracted from its bias (Nagel et al., "Data-Free
  ///   Quantization Through Weight Equalization and Bias Correction", ICCV 2019, with means that were measured). A
  ///   layer whose input is not listed keeps its bias.
  /// - Throws: `badManifest` if the quantisation is not for this graph, `weightsMismatch` if a weight is non-finite.
  public func quantized(
    by quantization: Quantization, means: [String: [Float]] = [:]
  ) throws(NetworksError) -> Network {
    let plain = quantizable
    let graph = try self.graph.quantized(by: quantization)
    let floats = Set(quantization.floats)
    let layers = Set(plain.graph.quantizableLayers).subtracting(floats)
    var tensors = plain.weights.tensors
    for node in plain.graph.nodes where layers.contains(node.name) {
      guard case .convolution(let window) = node.operation else { continue }
      let weight = node.parameters[0]
      let outputs = weight.shape[0]
      let values = plain.weights[weight].values
      guard values.allSatisfy(\.isFinite) else {
        throw NetworksError(
          .weightsMismatch,
          "\(weight.name) has non-finite values, which cannot be quantised; import the checkpoint again")
      }
      let rounded = RoundedWeights(values, outputs: outputs, largest: quantization.largestLevel)
      var bias = [Float](repeating: 0, count: outputs)
      if node.parameters.count > 1 { bias = plain.weights[node.parameters[1]].values }
      if let means = means[node.inputs[0]], let shape = plain.graph.shape(of: node.inputs[0]) {
        let shares = window.shares(over: shape.dropFirst(2).map { $0.size ?? 1 })
        for output in 0..<outputs {
          bias[output] += Float(
            Self.shift(output, values, rounded, means: means, shares: shares))
        }
      }
      tensors[weight.name] = Tensor(shape: weight.shape, values: rounded.levels)
      tensors["\(node.name).step"] = Tensor(shape: [outputs], values: rounded.steps)
      tensors["\(node.name).bias"] = Tensor(shape: [outputs], values: bias)
    }
    return try Network(graph, Weights(tensors))
  }

  /// How much quantising the weights lowers the mean of an output channel.
  private static func shift(
    _ output: Int, _ weights: [Float], _ rounded: RoundedWeights, means: [Float], shares: [Double]
  ) -> Double {
    var shift = 0.0
    for (input, mean) in means.enumerated() {
      for (tap, share) in shares.enumerated() {
        let index = (output * means.count + input) * shares.count + tap
        shift += (Double(weights[index]) - rounded.value(index)) * Double(mean) * share
      }
    }
    return shift
  }

  /// The effect of quantisation alone on the weights of each layer: the squared error over the squares.
  public func weightNoise(bits: Int) -> [String: Double] {
    let plain = quantizable
    let largest = Quantization(weightBits: bits, activations: [:]).largestLevel
    let layers = Set(plain.graph.quantizableLayers)
    var noise: [String: Double] = [:]
    for node in plain.graph.nodes where layers.contains(node.name) {
      let weight = node.parameters[0]
      let values = plain.weights[weight].values
      noise[node.name] = RoundedWeights(values, outputs: weight.shape[0], largest: largest).noise(of: values)
    }
    return noise
  }
}

extension Window {
  /// For each position within the window, the fraction of windows in which it meets an element and not the padding.
  func shares(over extents: [Int]) -> [Double] {
    let outputs = outputExtents(of: extents.map(Dimension.fixed))?.compactMap(\.size) ?? []
    precondition(outputs.count == kernel.count, "\(self) does not fit \(extents)")
    var shares = [1.0]
    for axis in kernel.indices {
      let along = (0..<kernel[axis]).map { tap in
        let inside = (0..<outputs[axis]).count { place in
          (0..<extents[axis]).contains(place * stride[axis] + tap * dilation[axis] - padding[axis])
        }
        return Double(inside) / Double(outputs[axis])
      }
      shares = shares.flatMap { share in along.map { share * $0 } }
    }
    return shares
  }
}
