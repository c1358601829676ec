public import VigilCore

/// A tensor with the name under which a file keeps it.
public struct NamedTensor: Hashable, Sendable {
  /// The name, such as `layer1.0.conv1.weight`.
  public var name: String
  /// The numbers.
  public var tensor: Tensor

  /// Names a tensor.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

extension [NamedTensor] {
  /// Takes away the `module.` that data-parallel training puts before every name, however often it did.
  mutating func stripDataParallelPrefix() {
    let prefix = "module."
    while !isEmpty, allSatisfy({ $0.name.hasPrefix(prefix) }) {
      for index in indices { self[index].name.removeFirst(prefix.count) }
    }
  }
}
