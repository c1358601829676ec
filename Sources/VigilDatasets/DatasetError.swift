public import VigilCore
import VigilEvaluation

/// An error in the description of a data set.
public struct DatasetError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file is not there or cannot be read.
    case missing
    /// The content of a manifest, list or annotation is invalid.
    case badFile
    /// Annotations and snippets do not match.
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

  /// Joins complaints, so that all of them can be fixed at once; at most twenty are shown.
  init(_ code: Code, _ complaints: [String]) { self.init(code, complaints.joinedComplaints()) }

  init(_ error: EvaluationError) {
    self.init(.badFile, error.message)
  }

  init(_ error: CoreError) {
    self.init(error.code == .notText ? .badFile : .missing, error.message)
  }
}
