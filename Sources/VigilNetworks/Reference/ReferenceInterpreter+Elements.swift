import Foundation
import VigilCore

/// Operations on single elements, rows and the order of elements.
extension ReferenceInterpreter {
  static func exponential(_ x: Double) -> Double { exp(x) }

  static func logarithm(_ x: Double) -> Double { log(x) }

  /// Two tensors of one shape, element by element.
  static func combine(_ a: Tensor, _ b: Tensor, _ operation: (Float, Float) -> Float) -> Tensor {
    Tensor(shape: a.shape, values: zip(a.values, b.values).map(operation))
  }

  static func map(_ x: Tensor, _ transform: (Float) -> Float) -> Tensor {
    Tensor(shape: x.shape, values: x.values.map(transform))
  }

  /// levels [O, I, kernel...] times steps [O]: the values of the 8-bit integers.
  static func quantizedKernel(levels: Tensor, steps: Tensor) -> Tensor {
    let extent = levels.values.count / steps.values.count
    var kernel = levels
    for index in kernel.values.indices { kernel.values[index] *= steps.values[index / extent] }
    return kernel
  }

  /// Replaces each row along the last axis.
  static func rows(_ x: Tensor, shape: [Int]? = nil, _ transform: (ArraySlice<Float>) -> [Float]) -> Tensor {
    let length = x.shape[x.shape.count - 1]
    var values: [Float] = []
    for start in stride(from: 0, to: x.values.count, by: length) {
      values += transform(x.values[start..<start + length])
    }
    return Tensor(shape: shape ?? x.shape, values: values)
  }

  /// Reduces an axis to one number.
  static func along(_ axis: Int, of x: Tensor, _ transform: ([Float]) -> Float) -> Tensor {
    var shape = x.shape
    let extent = shape[axis]
    shape[axis] = 1
    let step = x.shape[(axis + 1)...].reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(shape.reduce(1, *))
    for outer in 0..<x.shape[..<axis].reduce(1, *) {
      for inner in 0..<step {
        values.append(transform((0..<extent).map { x.values[(outer * extent + $0) * step + inner] }))
      }
    }
    return Tensor(shape: shape, values: values)
  }

  /// x [N, C, ...]; weights: weight, bias, mean and variance, each [C].
  static func batchNorm(_ x: Tensor, _ weights: [Tensor], epsilon: Double) -> Tensor {
    var result = x
    let channels = x.shape[1]
    let extent = x.shape[2...].reduce(1, *)
    for index in x.values.indices {
      let channel = index / extent % channels
      let deviation = (Double(weights[3].values[channel]) + epsilon).squareRoot()
      let normalized = (Double(x.values[index]) - Double(weights[2].values[channel])) / deviation
      result.values[index] = Float(
        normalized * Double(weights[0].values[channel]) + Double(weights[1].values[channel]))
    }
    return result
  }

  static func concat(_ inputs: [Tensor], axis: Int) -> Tensor {
    var shape = inputs[0].shape
    shape[axis] = inputs.map { $0.shape[axis] }.reduce(0, +)
    var values: [Float] = []
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for input in inputs {
        let block = input.shape[axis...].reduce(1, *)
        values += input.values[outer * block..<(outer + 1) * block]
      }
    }
    return Tensor(shape: shape, values: values)
  }

  static func last(_ x: Tensor, _ count: Int, axis: Int) -> Tensor {
    var shape = x.shape
    shape[axis] = min(count, shape[axis])
    let (block, kept) = (x.shape[axis...].reduce(1, *), shape[axis...].reduce(1, *))
    var values: [Float] = []
    for outer in 0..<x.shape[..<axis].reduce(1, *) {
      values += x.values[(outer + 1) * block - kept..<(outer + 1) * block]
    }
    return Tensor(shape: shape, values: values)
  }

  static func difference(_ x: Tensor, axis: Int) -> Tensor {
    var shape = x.shape
    shape[axis] -= 1
    let (block, step) = (x.shape[axis...].reduce(1, *), x.shape[(axis + 1)...].reduce(1, *))
    var values: [Float] = []
    values.reserveCapacity(shape.reduce(1, *))
    for outer in 0..<x.shape[..<axis].reduce(1, *) {
      for index in outer * block..<(outer + 1) * block - step {
        values.append(x.values[index + step] - x.values[index])
      }
    }
    return Tensor(shape: shape, values: values)
  }

  static func transpose(_ x: Tensor, _ order: [Int]) -> Tensor {
    let shape = order.map { x.shape[$0] }
    let steps = order.map { x.shape[($0 + 1)...].reduce(1, *) }  // distance in x of neighbours in the result
    var values: [Float] = []
    values.reserveCapacity(x.values.count)
    func visit(_ axis: Int, _ offset: Int) {
      guard axis < shape.count else { return values.append(x.values[offset]) }
      for index in 0..<shape[axis] { visit(axis + 1, offset + index * steps[axis]) }
    }
    visit(0, 0)
    return Tensor(shape: shape, values: values)
  }
}
