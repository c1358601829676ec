import VigilCore

/// The rule by which the reference networks fill every tensor from its name (`fill_deterministically`).
enum ReferenceRule {
  static func value(_ name: String, shape: [Int], isNorm: Bool) -> Tensor {
    let count = shape.reduce(1, *)
    let uniform = DeterministicValues.uniform(name, count: count)
    let leaf = name.split(separator: ".").last.map(String.init) ?? name
    let values: [Float]
    switch leaf {
    case "num_batches_tracked": values = [Float](repeating: 0, count: count)
    case "weight" where isNorm: values = uniform.map { 1 + 0.25 * $0 }
    case "running_var": values = uniform.map { 1 + 0.5 * $0 }
    case "weight":
      let gain = shape.count == 5 ? 0.8 : 1.0
      let factor = Float(gain * (3.0 / Double(count / shape[0])).squareRoot())
      values = uniform.map { $0 * factor }
    default: values = uniform.map { Float(0.1) * $0 }
    }
    return Tensor(shape: shape, values: values)
  }
}
