public import VigilCore

/// A tensor with its name in a file.
public struct NamedTensor: Hashable, Sendable {
  /// The name, such as `layer1.0.conv1.weight`.
  public var name: String
  /// The numbers.
  public var tensor: Tensor

  /// Makes a named tensor.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

extension [NamedTensor] {
  /// Removes the `module.` that data-parallel training puts before every name, repeatedly if necessary.
  mutating func stripDataParallelPrefix() {
    let prefix = "module."
    while !isEmpty, allSatisfy({ $0.name.hasPrefix(prefix) }) {
      for index in indices { self[index].name.removeFirst(prefix.count) }
    }
  }
}
