public import VigilCore

/// An error of measuring, and of reading what was measured.
public struct BenchmarkError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The machine has no such meter, or keeps it to itself.
    case notAvailable
    /// A file of measurements cannot be read, or is damaged.
    case badFile
    /// A measurement was ended before it was complete.
    case interrupted
    /// A process that measures could not be started, or failed.
    case failed
    /// Two benchmarks have nothing in common that could be compared.
    case nothingToCompare
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
