import Foundation
import VigilReport

/// Standard output for results and standard error for diagnostics and progress, written whole lines at a time, as one terminal may
/// show both.
package final class StandardStreams: @unchecked Sendable {
  /// Why results no longer reach standard output.
  package enum Loss: Sendable, Equatable {
    /// Its reader went away, as in `vigil … | head`.
    case readerGone
    /// They could not be written, with the system's reason.
    case failed(String)
  }

  /// Guards the variables. (A `Mutex` of a structure of them crashed release builds of Swift 6.3.)
  private let lock = NSLock()
  /// The progress on the terminal.
  private var line = TerminalLine()
  private var isReaderGone = false
  /// Why results could not be written, the first reason.
  private var failure: String?
  /// Whether the last line was written in part.
  private var isCut = false
  private let output: Int32
  private let error: Int32
  /// Whether a person sees results and progress in one place.
  private let sharesTerminal: Bool

  /// Makes the streams of two open files.
  package init(output: Int32 = STDOUT_FILENO, error: Int32 = STDERR_FILENO) {
    (self.output, self.error) = (output, error)
    sharesTerminal = isatty(output) == 1 && isatty(error) == 1
  }

  /// What was lost of the results: that the reader went away, or else the first reason.
  package var loss: Loss? {
    lock.withLock { isReaderGone ? .readerGone : failure.map { .failed($0) } }
  }

  /// Writes one line of results; control characters are shown.
  ///
  /// Lines after a failure are tried again, since a full disk may have room later; those after the reader went away are not.
  ///
  /// - Returns: What is newly lost; nil if nothing is.
  package func result(_ line: String) -> Loss? {
    let text = TerminalText.escaped(line) + "\n"
    return lock.withLock {
      guard !isReaderGone else { return nil }
      if sharesTerminal { StandardFiles.write(self.line.clearing, to: error) }
      defer { if sharesTerminal { StandardFiles.write(self.line.restoring, to: error) } }
      let (code, rest) = StandardFiles.write((isCut ? "\n" : "") + text, to: output)
      // A closed terminal is a reader that went away; the work it asked for is still finished.
      guard code != 0, code != EIO || isatty(output) == 0 else { return nil }
      guard code != EPIPE else {
        isReaderGone = true
        return .readerGone
      }
      isCut = rest < text.utf8.count
      guard failure == nil else { return nil }
      let reason = String(cString: strerror(code))
      failure = reason
      return .failed(reason)
    }
  }

  /// Writes one line of diagnostics above the progress; control characters are shown.
  package func diagnostic(_ line: String) {
    let text = TerminalText.escaped(line) + "\n"
    lock.withLock {
      _ = StandardFiles.write(self.line.clearing + text + self.line.restoring, to: error)
    }
  }

  /// Writes progress as it is, such as a line that ends in a carriage return.
  package func progress(_ text: String) {
    lock.withLock {
      self.line.draw(text)
      StandardFiles.write(text, to: error)
    }
  }
}
