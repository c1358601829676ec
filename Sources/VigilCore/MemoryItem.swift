/// Memory that a part of the program holds, and how that is known.
public struct MemoryItem: Hashable, Sendable {
  /// How a size is known.
  public enum Basis: String, Hashable, Sendable {
    /// It follows from the setup: the part allocates just that.
    case planned
    /// A file of that size is mapped; its pages are given back once they were read.
    case mapped
    /// What the process had more of afterwards than before.
    case measured
    /// It is allocated later; `bytes` says nothing.
    case later
  }

  /// What holds it.
  public var name: String
  /// How much, in bytes.
  public var bytes: Int
  /// How that is known.
  public var basis: Basis

  /// Names a size.
  public init(_ name: String, bytes: Int, _ basis: Basis = .planned) {
    self.name = name
    self.bytes = bytes
    self.basis = basis
  }
}
