import Foundation

/// An error whose message can be shown to a user as it is: what went wrong and what to do about it.
///
/// Every library of Vigil has one error struct that conforms; the command line prints `message` on one line.
public protocol ExplainedError: Error, CustomStringConvertible {
  /// One line without a final full stop, without credentials.
  var message: String { get }
}

extension ExplainedError {
  /// The message.
  public var description: String { message }
}

extension Error {
  /// What to tell the user of an error of any origin: its own message, or what the system says of it, such as `Permission denied`.
  package var explanation: String {
    (self as? any ExplainedError)?.message ?? AtomicFile.reason(self)
  }
}
