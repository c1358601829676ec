import Dispatch
import Foundation

/// A terminal that does not show what is typed, until it is ended or a signal ends the program.
final class SilentTerminal {
  private let former: termios
  private let sources: [any DispatchSourceSignal]

  /// Makes the terminal of standard input silent; what was typed before is dropped.
  init() throws {
    var former = termios()
    guard tcgetattr(STDIN_FILENO, &former) == 0 else { throw Self.failure }
    self.former = former
    let restored = former
    sources = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Self.set(restored)
        Console.terminal("\n")
        _exit(128 + number)
      }
      source.resume()
      return source
    }
    var silent = former
    silent.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
    guard Self.set(silent) else {
      let failure = Self.failure
      end()
      throw failure
    }
  }

  /// Asks a question on standard error and reads the answer; nil at the end of input.
  func ask(_ question: String) throws -> String? {
    Console.terminal(question)
    defer { Console.terminal("\n") }
    return try InputLine.read()
  }

  /// Shows what is typed again.
  func end() {
    Self.set(former)
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { signal(number, SIG_DFL) }
  }

  @discardableResult private static func set(_ mode: termios) -> Bool {
    var mode = mode
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode) == 0
  }

  private static var failure: CommandError {
    CommandError("the terminal cannot be made silent: \(String(cString: strerror(errno)))")
  }
}
