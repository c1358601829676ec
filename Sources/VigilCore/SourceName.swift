/// The name of a source in logs, results and errors: as the user wrote it, without secrets.
public enum SourceName {
  /// Replaces what may be secret in an address: user, password, query, fragment, and credentials in its path; other text stays
  /// as it is.
  ///
  /// `rtsp://admin:hunter2@10.0.0.7/stream?token=abc` becomes `rtsp://***@10.0.0.7/stream?***`.
  public static func redacted(_ source: String) -> String {
    // Nothing secret stands without a colon; logs have many words.
    guard source.utf8.contains(UInt8(ascii: ":")) else { return source }
    if let address = NetworkAddress(source) {
      guard address.isAmbiguous, let at = source.lastIndex(of: "@") else { return address.redacted }
      // Everything before the last @ may be a password.
      return "\(address.scheme)://***@" + redactedHost(source[source.index(after: at)...])
    }
    // A slip in an address must not show what the address would have hidden.
    if let slip = source.prefixMatch(of: /(?i)(rtsps?|https?|rtmps?|srt|udp|rtp):\/{0,2}/) {
      return "\(source[slip.range])" + redactedHost(source[slip.range.upperBound...])
    }
    guard let user = source.prefixMatch(of: /[^\/@:\s]+:[^@\s]+@(?=[A-Za-z0-9\[])/) else { return source }
    return "***@" + redactedHost(source[user.range.upperBound...])
  }

  /// The rest of an address whose scheme is missing, or shown already.
  private static func redactedHost(_ rest: Substring) -> Substring {
    let scheme = "any://"
    return redacted(scheme + rest).dropFirst(scheme.count)
  }
}
