import Foundation
import Synchronization
import VigilReport
import VigilSinks

/// Standard output and standard error, written whole lines at a time.
enum Console {
  private static let streams = StandardStreams()
  /// What happens once the reader of the results is gone, in a run that has more to do than print them; nil in others.
  private static let onReaderGone = Mutex<(@Sendable () -> Void)?>(nil)

  /// Whether a person is likely to watch standard error.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  /// Whether a person is likely to watch standard output.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Goes on with a run whose results cannot be printed, because it leaves others or raises alarms.
  ///
  /// - Parameter onReaderGone: Called once if the reader of standard output is gone, as in `vigil … | head`, which wants the run to
  ///   end; other reasons are told by `verifyResults` at the end.
  static func goOn(onReaderGone action: @escaping @Sendable () -> Void) {
    signal(SIGPIPE, SIG_IGN)
    onReaderGone.withLock { $0 = action }
  }

  /// Ends the program as the loss of its reader would have, if that is what happened.
  ///
  /// - Throws: `CommandError` if results could not be written for another reason.
  static func verifyResults() throws {
    switch streams.loss {
    case nil: return
    case .readerGone:
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    case .failed(let reason):
      throw CommandError("not all results could be written to standard output: \(reason)")
    }
  }

  /// Writes one line of results to standard output; control characters are shown.
  ///
  /// A closed pipe (`vigil … | head`) ends the program quietly, as with other tools. If results cannot be written, as on
  /// a full disk, the program ends with status 1 and says so. For a run that goes on, see `goOn`.
  static func result(_ line: String) {
    guard let loss = streams.result(line) else { return }
    let lost = onReaderGone.withLock { $0 }
    switch (loss, lost) {
    case (.readerGone, let lost): lost?()
    case (.failed(let reason), nil):
      diagnostic("Error: cannot write the results: \(reason)")
      _exit(1)
    case (.failed(let reason), _): diagnostic("cannot write to standard output: \(reason); the run goes on")
    }
  }

  /// Writes one line of diagnostics to standard error, above the progress; control characters are shown.
  static func diagnostic(_ line: String) { streams.diagnostic(line) }

  /// Where progress goes without a terminal: to the log of a command that has one.
  static let journal = ProgressJournal { diagnostic($0) }

  /// Writes text to standard error as it is, such as a progress line that ends in a carriage return.
  static func terminal(_ text: String) { streams.progress(text) }
}
