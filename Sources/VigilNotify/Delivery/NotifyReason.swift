/// Why messages do not reach people.
public struct NotifyReason: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// In one line that may become a notice, which viewers and all channels have: with numbers that were answered, but without addresses of
  /// people, paths, and words of others.
  public var text: String
  /// What more is known, for the log only: whom a server refused, what it answered, what a program wrote; empty if nothing is.
  public var detail: String

  /// Makes a reason.
  public init(_ text: String, detail: String = "") { (self.text, self.detail) = (text, detail) }
  /// Makes a reason of which all may be told.
  public init(stringLiteral text: String) { self.init(text) }
}
