/// A value stored beside the weights in a checkpoint, such as the epoch or the best accuracy.
public indirect enum CheckpointValue: Hashable, Sendable {
  /// Python's `None`.
  case none
  /// A Boolean.
  case boolean(Bool)
  /// An integer.
  case integer(Int)
  /// A real number.
  case real(Double)
  /// A string.
  case text(String)
  /// A list or tuple.
  case list([CheckpointValue])
  /// A dictionary with string keys.
  case dictionary([String: CheckpointValue])
}
