import Foundation
import VigilReport
import VigilSinks

/// Standard output and standard error, written whole lines at a time.
enum Console {
  private final class State {
    /// The progress on the terminal.
    var line = TerminalLine()
    /// What happens once the reader of the results is gone, in a run that has more to do than print them; nil in others.
    var onReaderGone: (@Sendable () -> Void)?
    var isReaderGone = false
    /// Why results could not be written, the first reason.
    var failure: String?
    /// Whether the last line was written in part.
    var isCut = false
  }
  private static let state = Lock(State())

  /// Whether a person is likely to watch standard error.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  /// Whether a person is likely to watch standard output.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Goes on with a run whose results cannot be printed, because it leaves others or raises alarms.
  ///
  /// - Parameter onReaderGone: Called once if the reader of standard output is gone, as in `vigil … | head`, which wants the run to
  ///   end; other reasons are told by `verifyResults` at the end.
  static func goOn(onReaderGone: @escaping @Sendable () -> Void) {
    signal(SIGPIPE, SIG_IGN)
    state.withLock { $0.onReaderGone = onReaderGone }
  }

  /// Ends the program as the loss of its reader would have, if that is what happened.
  ///
  /// - Throws: `CommandError` if results could not be written for another reason.
  static func verifyResults() throws {
    let (isReaderGone, failure) = state.withLock { ($0.isReaderGone, $0.failure) }
    if isReaderGone {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    guard let failure else { return }
    throw CommandError("not all results could be written to standard output: \(failure)")
  }

  /// Writes one line of results to standard output; control characters are shown.
  ///
  /// A closed pipe (`vigil … | head`) ends the program quietly, as with other tools. If results cannot be written, as on
  /// a full disk, the program ends with status 1 and says so. For a run that goes on, see `goOn`.
  static func result(_ line: String) {
    let text = TerminalText.escaped(line) + "\n"
    let (lost, failure) = state.withLock { state -> ((@Sendable () -> Void)?, String?) in
      guard !state.isReaderGone else { return (nil, nil) }
      let sharesTerminal = outputIsTerminal && errorIsTerminal
      if sharesTerminal { StandardFiles.write(state.line.clearing, to: STDERR_FILENO) }
      defer { if sharesTerminal { StandardFiles.write(state.line.restoring, to: STDERR_FILENO) } }
      let (code, rest) = StandardFiles.write((state.isCut ? "\n" : "") + text, to: STDOUT_FILENO)
      // A closed terminal is a reader that went away; the work it asked for is still finished.
      guard code != 0, code != EIO || !outputIsTerminal else { return (nil, nil) }
      guard code != EPIPE else {
        state.isReaderGone = true
        return (state.onReaderGone, nil)
      }
      state.isCut = rest < text.utf8.count
      guard state.failure == nil else { return (nil, nil) }
      let reason = String(cString: strerror(code))
      guard state.onReaderGone != nil else {
        StandardFiles.write("Error: cannot write the results: \(reason)\n", to: STDERR_FILENO)
        _exit(1)
      }
      state.failure = reason
      return (nil, reason)
    }
    lost?()
    if let failure { diagnostic("cannot write to standard output: \(failure); the run goes on") }
  }

  /// Writes one line of diagnostics to standard error, above the progress; control characters are shown.
  static func diagnostic(_ line: String) {
    state.withLock { state in
      let text = TerminalText.escaped(line) + "\n"
      StandardFiles.write(state.line.clearing + text + state.line.restoring, to: STDERR_FILENO)
    }
  }

  /// Writes text to standard error as it is, such as a progress line that ends in a carriage return.
  static func terminal(_ text: String) {
    state.withLock { state in
      state.line.draw(text)
      StandardFiles.write(text, to: STDERR_FILENO)
    }
  }
}

/// Guards a value. (A `Mutex` of the same value was miscompiled in whole-module release builds of Swift 6.3.)
private final class Lock<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private let value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(value)
  }
}
