/// The name of a source in logs, results and errors: as the user wrote it, without secrets.
public enum SourceName {
  /// Replaces what may be secret in an address: user, password, query, fragment, and credentials in its path; other text stays
  /// as it is.
  ///
  /// `rtsp://admin:hunter2@10.0.0.7/stream?token=abc` becomes `rtsp://***@10.0.0.7/stream?***`.
  public static func redacted(_ source: String) -> String {
    if let address = NetworkAddress(source) {
      guard address.isAmbiguous, let at = source.lastIndex(of: "@") else { return address.redacted }
      // Everything before the last @ may be a password.
      return address.scheme + "://***@" + hidingQuery(source[source.index(after: at)...])
    }
    // A slip in an address must not show what the address would have hidden.
    guard let slip = source.prefixMatch(of: /(?i)(?<scheme>rtsps?|https?|rtmps?|srt|udp|rtp):\/{0,2}/)
    else { return hidingUser(source) }
    let rest = source[slip.range.upperBound...]
    guard let at = rest.lastIndex(of: "@") else {
      return String(source[..<slip.range.upperBound]) + hidingQuery(rest)
    }
    return String(source[..<slip.range.upperBound]) + "***@" + hidingQuery(rest[rest.index(after: at)...])
  }

  private static func hidingQuery(_ text: Substring) -> String {
    guard let query = text.firstIndex(where: { "?#".contains($0) }) else { return String(text) }
    return text[..<query] + "?***"
  }

  /// Hides `user:password@` at the beginning of an address whose scheme was left out.
  private static func hidingUser(_ text: String) -> String {
    guard let found = text.prefixMatch(of: /[^\/@:\s]+:[^@\s]+@(?=[A-Za-z0-9\[])/) else { return text }
    return "***@" + hidingQuery(text[found.range.upperBound...])
  }
}
