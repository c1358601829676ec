public import VigilCore

/// An error in measuring, or in reading measurements.
public struct BenchmarkError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The machine has no such meter, or does not let it be read.
    case notAvailable
    /// A file of measurements cannot be read, or is damaged.
    case badFile
    /// A measurement was stopped before it was complete.
    case interrupted
    /// A process that measures could not be started, or failed.
    case failed
    /// Two benchmarks have nothing comparable in common.
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
