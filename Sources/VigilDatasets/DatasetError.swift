public import VigilCore
import VigilEvaluation

/// An error in what a data set says of itself.
public struct DatasetError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file is not there or cannot be read.
    case missing
    /// A manifest, list or annotation does not say what it should.
    case badFile
    /// Annotations and snippets do not belong together.
    case lengthMismatch
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

  /// Joins complaints, so that all of them can be mended at once; at most twenty are shown.
  init(_ code: Code, _ complaints: [String]) { self.init(code, complaints.joinedComplaints()) }

  init(_ error: EvaluationError) {
    self.init(.badFile, error.message)
  }

  init(_ error: CoreError) {
    self.init(error.code == .notText ? .badFile : .missing, error.message)
  }
}
