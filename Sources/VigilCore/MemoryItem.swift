/// Memory that a part of the program uses, and how its size is known.
public struct MemoryItem: Hashable, Sendable {
  /// How a size is known.
  public enum Basis: String, Hashable, Sendable {
    /// Known from the setup: the part allocates exactly this.
    case planned
    /// A file of this size is mapped; its pages are released once they have been read.
    case mapped
    /// The measured growth of the process.
    case measured
    /// It is allocated later; `bytes` means nothing.
    case later
  }

  /// The part that uses it.
  public var name: String
  /// The size in bytes.
  public var bytes: Int
  /// How the size is known.
  public var basis: Basis

  /// Makes an item.
  public init(_ name: String, bytes: Int, _ basis: Basis = .planned) {
    self.name = name
    self.bytes = bytes
    self.basis = basis
  }
}
