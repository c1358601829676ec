import Foundation

/// A terminal that does not show what is typed, until it is ended or a signal ends the program.
final class SilentTerminal {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  /// What a signal restores; there is one terminal, and it is set before a signal asks for it.
  private nonisolated(unsafe) static var former = termios()

  /// Makes the terminal of standard input silent; what was typed before is dropped.
  init() throws {
    guard tcgetattr(STDIN_FILENO, &Self.former) == 0 else { throw Self.failure }
    // Not a dispatch source: a signal that comes while this thread waits for the answer is sometimes lost to that. All that is done
    // here may be done in a handler.
    for number in Self.signals {
      signal(number) { number in
        SilentTerminal.set(SilentTerminal.former)
        write(STDERR_FILENO, "\n", 1)
        _exit(128 + number)
      }
    }
    var silent = Self.former
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
    Self.set(Self.former)
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  @discardableResult private static func set(_ mode: termios) -> Bool {
    var mode = mode
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode) == 0
  }

  private static var failure: CommandError {
    CommandError("the terminal cannot be made silent: \(String(cString: strerror(errno)))")
  }
}
