import Foundation

/// What the system says of a file that it refuses, and what to do about it.
package enum SystemReason {
  /// One line, such as `Permission denied; check the folder and its permissions`.
  ///
  /// - Parameters:
  ///   - code: The system's number of the error.
  ///   - advice: What to do where the number alone does not tell.
  package static func text(_ code: Int32, otherwise advice: String) -> String {
    let reason = String(cString: strerror(code))
    return switch code {
    case ENOSPC, EDQUOT: "the disk is full; make room"
    case EMFILE, ENFILE: "\(reason); raise the limit of open files (LimitNOFILE= of a service, ulimit -n)"
    default: "\(reason); \(advice)"
    }
  }
}
