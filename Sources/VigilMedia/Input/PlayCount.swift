/// How often a recording is played, written as a number or `forever`.
public enum PlayCount: Hashable, Sendable, LosslessStringConvertible {
  /// This many times, at least once.
  case times(Int)
  /// Again and again, without end.
  case forever

  /// Reads a number of at least 1, or `forever`; nil for anything else.
  public init?(_ text: String) {
    if text == "forever" {
      self = .forever
    } else if let count = Int(text), count >= 1 {
      self = .times(count)
    } else {
      return nil
    }
  }

  /// The count; nil means forever.
  public var plays: Int? {
    switch self {
    case .times(let count): count
    case .forever: nil
    }
  }

  /// As it is written.
  public var description: String { plays.map(String.init) ?? "forever" }
}
