import Foundation
import VigilCore
package import VigilStationConfiguration

/// What people are told of a camera's state: nothing of where it is, nor where files of the station are.
///
/// Reasons come from FFmpeg, the system and models, which name what they opened: addresses, the hosts that those lead to, paths. The board,
/// the notices and their messages reach viewers and services outside, so that they have reasons as they are shown here; the log has them whole.
package struct CameraReason: Sendable {
  private static let (camera, stream) = ("the camera", "its stream")
  private static let usualPorts = ["rtsp": 554, "rtsps": 322, "http": 80, "https": 443, "rtmp": 1935]

  /// The hosts of the camera's addresses in lower case, and their ports.
  private var (hosts, ports): (Set<String>, Set<Int>) = ([], [])
  /// Texts that say where it is, the longest first.
  private let places: [String]
  /// Folders that hold models of the camera, with a slash at the end.
  private let folders: [String]

  /// Knows where a camera and its models are.
  package init(_ settings: CameraSettings) {
    var places: Set<String> = []
    for text in [settings.source, settings.detect].compactMap({ $0?.text }) {
      places.formUnion([text, SourceName.redacted(text)])
      if let address = NetworkAddress(text), address.scheme != "file" {
        places.formUnion([address.path, String(address.path.prefix { !"?#".contains($0) })])
        let (host, port) = Self.split(address.host)
        hosts.formUnion([host, host.removingPercentEncoding ?? host])
        ports.formUnion([port ?? Self.usualPorts[address.scheme]].compactMap { $0 })
      } else {
        let path = text.hasPrefix("file://") ? URL(string: text)?.path ?? text : text
        places.formUnion([path, URL(fileURLWithPath: path).path])
      }
    }
    hosts.remove("")
    self.places = places.filter { $0.count > 1 }.sorted { ($0.count, $0) > ($1.count, $1) }
    folders = Self.folders(of: settings.model.names)
  }

  /// Knows nothing of a camera, such as one whose settings are wrong.
  package init() { (places, folders) = ([], []) }

  /// A reason without addresses.
  ///
  /// - Parameter models: The folders of other models that it may be about, of which only the names are shown.
  package func shown(_ reason: String, models: [String] = []) -> String {
    var text = reason
    for place in places { text = Self.replacing(place, in: text, with: Self.stream) }
    text.replace(#/[A-Za-z][A-Za-z0-9+.\-]*:\/\/\S+?(?=[:,;.)]*(?:\s|$))/#, with: Self.stream)
    for folder in Self.folders(of: models) + folders { text = text.replacing(folder, with: "") }
    // Of other paths the last name, which says what is missing.
    text.replace(#/(^|[\s(\["'=:,])(?:\/[^\s\/"'():,;]+)*\/([^\s\/"'():,;]+)/#) { "\($0.1)\($0.2)" }
    // Of whatever name: an address can lead to others.
    text.replace(#/\b((?:resolve|match) hostname) \S+?(?=[:,;.]*(?:\s|$))/#) { "\($0.1)" }
    text = withoutHosts(text)
    return text.replacing(#/the camera port \d+/#, with: Self.camera)
  }

  private static func folders(of models: [String]) -> [String] {
    models.map { ($0 as NSString).deletingLastPathComponent }.filter { $0.count > 1 }.map { $0 + "/" }
  }

  /// Replaces a text where no name or path goes on before or after it.
  private static func replacing(_ place: String, in text: String, with words: String) -> String {
    var (result, rest) = ("", text[...])
    while let found = rest.range(of: place, options: .caseInsensitive) {
      let (before, after) = (rest[..<found.lowerBound], rest[found.upperBound...])
      let goesOn =
        (before.last ?? result.last).map { isNamePart($0) || $0 == "." } ?? false
        || after.first.map { isNamePart($0) } ?? false
        || after.first == "." && after.dropFirst().first.map { isNamePart($0) } ?? false
      result += before + (goesOn ? String(rest[found]) : words)
      rest = after
    }
    return result + rest
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-/".contains(character)
  }
}

// MARK: Hosts

extension CameraReason {
  /// A text without hosts and addresses in numbers, and without their ports.
  private func withoutHosts(_ text: String) -> String {
    text.replacing(#/\[[0-9A-Fa-f:.]+(?:%[^\]\s]+)?\](?::\d+)?|[\p{L}\p{N}_%:.\-]+/#) { match in
      let word = text[match.range]
      if word.first == "[" {
        return Self.isNumeric(String(word.dropFirst().prefix { $0 != "]" })) ? Self.camera : String(word)
      }
      let end = word.lastIndex { !".:-".contains($0) }.map { word.index(after: $0) } ?? word.startIndex
      let name = word[..<end]
      if hosts.contains(name.lowercased()), name.allSatisfy(\.isLetter),
        Self.isNoun(after: text[..<match.range.lowerBound])
      {
        return String(word)
      }
      return withoutHost(String(name)) + word[end...]
    }
  }

  /// A word of letters, digits, dots and colons without a host in it.
  private func withoutHost(_ word: String) -> String {
    if Self.isNumeric(word) { return Self.camera }
    var parts: [String] = []
    for part in word.split(separator: ":", omittingEmptySubsequences: false).map(String.init) {
      // The port of what was replaced says nothing by itself.
      if parts.last == Self.camera, !part.isEmpty, part.allSatisfy(\.isNumber) { continue }
      parts.append(isHost(part) ? Self.camera : part)
    }
    // Another name at the camera's port, to which its address leads.
    if parts.count == 2, parts[0] != Self.camera, parts[0].contains(where: \.isLetter),
      Int(parts[1]).map(ports.contains) == true
    {
      return Self.camera
    }
    return parts.joined(separator: ":")
  }

  private func isHost(_ word: String) -> Bool {
    if Self.isNumeric(word) { return true }
    var name = word.lowercased()
    while name.last == "." { name.removeLast() }
    return hosts.contains { $0 == name || $0.contains(".") && name.hasSuffix("." + $0) }
  }

  /// Whether an article stands before a word, which makes it one of a sentence: `the camera`, of a camera at the host `camera`.
  private static func isNoun(after text: Substring) -> Bool {
    ["the", "its", "a", "no", "another"].contains(text.split(separator: " ").last?.lowercased())
  }

  /// Whether a word is an address of IPv4 or IPv6, the latter perhaps with its zone.
  private static func isNumeric(_ word: String) -> Bool {
    var place = in6_addr()
    let bare = String(word.prefix { $0 != "%" })
    return inet_pton(AF_INET, word, &place) == 1
      || bare.contains(where: \.isHexDigit) && inet_pton(AF_INET6, bare, &place) == 1
  }

  /// The host of an address in lower case, without brackets and zone, and its port.
  private static func split(_ text: String) -> (host: String, port: Int?) {
    let text = text.lowercased()
    if text.first == "[" {
      let end = text.firstIndex(of: "]") ?? text.endIndex
      return (String(text.dropFirst().prefix { !"]%".contains($0) }), Int(text[end...].dropFirst(2)))
    }
    let parts = text.split(separator: ":", maxSplits: 1)
    let host = parts.first.map { $0.last == "." ? $0.dropLast() : $0 } ?? ""
    return (String(host), parts.count > 1 ? Int(parts[1]) : nil)
  }
}
