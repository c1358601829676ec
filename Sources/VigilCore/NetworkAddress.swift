import Foundation

/// The parts of a stream's address, as one parser finds them: what is shown and what is opened agree on where secrets end.
///
/// RFC 3986 ends the host at the first slash, but passwords are pasted in with slashes and at signs. Where the text can only
/// be meant in one way it is taken so; where it can be meant in two, `isAmbiguous` says that it must be written more
/// clearly, because to guess wrong would look a part of a password up in the DNS.
public struct NetworkAddress: Hashable, Sendable {
  /// The scheme, in lower case.
  public var scheme: String
  /// The user, decoded; nil if the address has none.
  public var user: String?
  /// The password, decoded; nil if the address has none.
  public var password: String?
  /// The host and its port, as written.
  public var host: String
  /// The path with its query and fragment, as written; empty or from its first `/`, `?` or `#`.
  public var path: String
  /// Whether the text may be meant in another way, with an unescaped `@` or `/` in its password or an `@` in its path.
  public var isAmbiguous = false

  /// Splits the text of an address; nil if it has no scheme with `://`.
  public init?(_ text: String) {
    guard let separator = text.range(of: "://"), separator.lowerBound > text.startIndex,
      text[..<separator.lowerBound].allSatisfy(Self.isSchemeCharacter)
    else { return nil }
    scheme = text[..<separator.lowerBound].lowercased()
    let rest = text[separator.upperBound...]
    let standard = Split(rest, authorityEnd: rest.firstIndex(where: Self.endsAuthority) ?? rest.endIndex)
    var split = standard
    if let at = rest.lastIndex(of: "@"), at >= standard.authorityEnd,
      standard.userInfo != nil || standard.host.contains(":")
    {
      // The last at sign ends the password, if that gives the more credible host.
      let after = rest[rest.index(after: at)...]
      let last = Split(rest, authorityEnd: after.firstIndex(where: Self.endsAuthority) ?? rest.endIndex)
      let (one, other) = (Self.credibility(of: standard.host), Self.credibility(of: last.host))
      let isInQuery = rest[standard.authorityEnd..<at].contains("?")
      isAmbiguous = one == other || other == 2 && one == 1 && isInQuery
      if other > one || isAmbiguous { split = last }
    }
    (host, path) = (String(split.host), String(split.path))
    if let info = split.userInfo {
      let colon = info.firstIndex(of: ":")
      user = Self.decoded(info[..<(colon ?? info.endIndex)])
      password = colon.map { Self.decoded(info[info.index(after: $0)...]) }
    }
  }

  /// The address for a program that follows RFC 3986: user and password are escaped.
  public var text: String {
    var info = ""
    if let user {
      info = Self.escaped(user) + (password.map { ":" + Self.escaped($0) } ?? "") + "@"
    }
    return "\(scheme)://\(info)\(host)\(path)"
  }

  /// Whether there is an at sign with nothing before it, as in `udp://@239.0.0.1:5000`.
  private var isUserEmpty: Bool { user == "" && password == nil }

  /// The address for people: without user, password, query, and what looks like one of them in the path.
  public var redacted: String {
    let end = path.firstIndex { "?#".contains($0) } ?? path.endIndex
    let info = user == nil ? "" : isUserEmpty ? "@" : "***@"
    var shown = Self.redacted(path: path[..<end])
    if let streamKey { shown = shown.replacing(streamKey, with: "***") }
    return "\(scheme)://\(info)\(host)\(shown)" + (end == path.endIndex ? "" : "?***")
  }

  /// The last part of an RTMP address, if it looks like a key, with which anybody may send in place of the camera.
  package var streamKey: String? {
    guard scheme == "rtmp" || scheme == "rtmps" else { return nil }
    let last = path.prefix { !"?#".contains($0) }.split(separator: "/").last.map(String.init) ?? ""
    return last.count >= 12 && last.contains(where: \.isNumber) ? last : nil
  }

  private struct Split {
    var userInfo: Substring?
    var host: Substring
    var path: Substring
    let authorityEnd: Substring.Index

    init(_ rest: Substring, authorityEnd: Substring.Index) {
      let authority = rest[..<authorityEnd]
      let at = authority.lastIndex(of: "@")
      userInfo = at.map { authority[..<$0] }
      host = at.map { authority[authority.index(after: $0)...] } ?? authority
      path = rest[authorityEnd...]
      self.authorityEnd = authorityEnd
    }
  }

  private static func isSchemeCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "+-.".contains(character))
  }

  private static func endsAuthority(_ character: Character) -> Bool { "/?#".contains(character) }

  /// How much a text looks like a host: 3 an address in numbers, 2 a name with dots, 1 a name, 0 nothing of the kind.
  private static func credibility(of text: Substring) -> Int {
    if text.wholeMatch(of: /(\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:.%a-z]+\])(:\d{1,5})?/) != nil { return 3 }
    guard text.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9_.\-]*[A-Za-z0-9])?\.?(:\d{1,5})?/) != nil else {
      return 0
    }
    let name = text.prefix { $0 != ":" }
    return name.lowercased() == "localhost" || name.dropLast().contains(".") ? 2 : 1
  }

  private static func decoded(_ text: Substring) -> String { text.removingPercentEncoding ?? String(text) }

  /// A text in which nothing has a meaning in an address.
  package static func escaped(_ text: String) -> String {
    let unreserved = CharacterSet(charactersIn: "-._~").union(
      .alphanumerics.intersection(.init(charactersIn: "\0"..."~")))
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
  }

  /// A path without credentials, which recorders of some makes put there: `/user=admin&password=…`, `/admin/…/live`.
  private static func redacted(path: Substring) -> String {
    var hidesNext = false
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part -> String in
      defer {
        hidesNext =
          index + 2 < parts.count
          && ["admin", "administrator", "root", "user", "guest", "viewer", "operator"].contains(
            part.lowercased())
      }
      if hidesNext { return "***" }
      let key = /(?i)(user(name)?|login|usr|pass(word|wd)?|pwd|psw|token|key|auth|secret|session)=/
      guard let found = part.firstMatch(of: key) else { return String(part) }
      return part[..<found.range.lowerBound] + "***"
    }
    .joined(separator: "/")
  }
}
