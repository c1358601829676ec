import Foundation

/// The name of a source in logs, results and errors: as the user wrote it, without secrets.
public enum SourceName {
  /// Replaces the user, password, query and fragment of a URL; other text stays as it is.
  ///
  /// `rtsp://admin:hunter2@10.0.0.7/stream?token=abc` becomes `rtsp://***@10.0.0.7/stream?***`.
  public static func redacted(_ source: String) -> String {
    guard let scheme = source.range(of: "://") else { return source }
    let rest = source[scheme.upperBound...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var tail = rest[authorityEnd...]
    var authority = rest[..<authorityEnd]
    // A password may hold an unescaped slash or question mark; everything before the last @ is secret.
    if let at = rest.lastIndex(of: "@") {
      let host = rest[rest.index(after: at)...]
      let hostEnd = host.firstIndex { "/?#".contains($0) } ?? host.endIndex
      authority = Substring("***@" + host[..<hostEnd])
      tail = host[hostEnd...]
    }
    var path = String(tail)
    if let query = tail.firstIndex(where: { "?#".contains($0) }) {
      path = String(tail[..<query]) + "?***"
    }
    return String(source[..<scheme.upperBound]) + authority + path
  }
}
