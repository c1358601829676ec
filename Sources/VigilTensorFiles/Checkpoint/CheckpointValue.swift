/// A value that stands beside the weights in a checkpoint, such as the epoch or the best accuracy.
public indirect enum CheckpointValue: Hashable, Sendable {
  /// Python's `None`.
  case none
  /// A truth value.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A real number.
  case real(Double)
  /// A text.
  case text(String)
  /// A list or tuple.
  case list([CheckpointValue])
  /// A dictionary with texts as keys.
  case dictionary([String: CheckpointValue])
}
