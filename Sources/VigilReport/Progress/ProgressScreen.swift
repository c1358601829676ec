public import Foundation

/// Where progress is shown: one line of a terminal.
public struct ProgressScreen: Sendable {
  /// The current width of the terminal, in columns.
  public var columns: @Sendable () -> Int
  /// Whether it can show block characters.
  public var hasBlocks: Bool
  /// Writes text as it is.
  public var write: @Sendable (String) -> Void

  /// Makes a screen.
  public init(
    columns: @escaping @Sendable () -> Int, hasBlocks: Bool, write: @escaping @Sendable (String) -> Void
  ) {
    self.columns = columns
    self.hasBlocks = hasBlocks
    self.write = write
  }

  /// The terminal on standard error; nil if that is a pipe, a file or a terminal that cannot rewrite a line.
  public static func standardError(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    write: @escaping @Sendable (String) -> Void
  ) -> ProgressScreen? {
    guard isatty(STDERR_FILENO) == 1, (environment["TERM"] ?? "dumb") != "dumb" else { return nil }
    return ProgressScreen(
      columns: {
        var size = winsize()
        let found = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return found ? Int(size.ws_col) : 80
      }, hasBlocks: hasBlocks(environment), write: write)
  }

  /// Whether the locale is UTF-8, by the environment variable that takes precedence.
  package static func hasBlocks(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let name = (locale ?? "").uppercased()
    return name.contains("UTF-8") || name.contains("UTF8")
  }
}
