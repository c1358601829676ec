/// The last line of a terminal, on which progress is shown, while whole lines pass above it.
public struct TerminalLine: Sendable {
  /// What stands on the line.
  private var shown = ""

  /// Makes an empty line.
  public init() {}

  /// Notes text that is written as it is.
  public mutating func draw(_ text: String) {
    guard let end = text.lastIndex(of: "\n") else {
      // A return begins the line anew.
      shown = text.hasPrefix("\r") ? String(text.dropFirst()) : shown + text
      return
    }
    shown = String(text[text.index(after: end)...])
  }

  /// What clears the line before another one is written in its place; nothing if it is empty.
  public var clearing: String { shown.isEmpty ? "" : "\r\u{1B}[K" }

  /// What shows the line again below the other.
  public var restoring: String { shown }
}
