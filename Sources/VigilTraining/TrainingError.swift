public import VigilCore

/// An error in the input or the destination of a training, or in resuming one.
public struct TrainingError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// Videos are missing, damaged, of the wrong shape, or too few; or the loss has become non-finite.
    case badData
    /// A training cannot be resumed.
    case badState
    /// A file cannot be read.
    case cannotRead
    /// A file cannot be written.
    case cannotWrite
    /// A model or an earlier training is where the new one is to go.
    case alreadyThere
    /// The end was asked for before there was anything to keep.
    case interrupted
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// The end was asked for while data was read or prepared.
  static let beforeFirstStep = TrainingError(.interrupted, "interrupted before the first step")

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: CoreError) {
    let code: Code =
      switch error.code {
      case .cannotRead: .cannotRead
      case .cannotWrite: .cannotWrite
      case .alreadyThere: .alreadyThere
      case .notText, .severalSequences: .badData
      }
    self.init(code, error.message)
  }
}
