import ArgumentParser
import Foundation
import VigilStore

/// Where a new password comes from: a terminal, or a script. Never an argument, which others on the machine could read.
struct PasswordOptions: ParsableArguments {
  @Flag(help: "Read the password from the first line of standard input; else it is asked for, twice.")
  var passwordStdin = false

  /// Reads the password and gives what is to be stored of it.
  func hash(for name: String) throws -> String {
    let isTerminal = isatty(STDIN_FILENO) == 1
    guard isTerminal || passwordStdin else {
      throw CommandError(
        "there is no terminal to ask for the password; give --password-stdin and the password on the first line of standard input"
      )
    }
    let password = isTerminal ? try typed(for: name) : try InputLine.read()
    guard let password else { throw CommandError("no password was given; nothing was changed") }
    return try Password.hash(of: password)
  }

  /// Asks twice; nil at the end of input.
  private func typed(for name: String) throws -> String? {
    let terminal = try SilentTerminal()
    defer { terminal.end() }
    guard let password = try terminal.ask("Password of \(name): ") else { return nil }
    try Password.check(password)
    let again = try terminal.ask("Once more: ")
    guard again.map(Password.normal) == Password.normal(password) else {
      throw CommandError("the two passwords differ; nothing was changed")
    }
    return password
  }
}
