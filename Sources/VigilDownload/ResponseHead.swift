/// The status and the headers of an HTTP response.
package struct ResponseHead: Hashable, Sendable {
  /// The status code, such as 200.
  package var status: Int
  /// The reason phrase, such as `Not Found`, cut to 60 characters of printable ASCII.
  package var reason: String
  private var fields: [String: String] = [:]

  /// Parses a status line such as `HTTP/1.1 404 Not Found`; nil for anything else.
  package init?(statusLine line: String) {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { return nil }
    self.status = status
    // Error messages show it in a terminal.
    reason = words.count < 3 ? "" : String(words[2].filter { (" "..."~").contains($0) }.prefix(60))
  }

  /// Adds the header of a line such as `ETag: "one"`; of several with the same name the first counts.
  package mutating func add(line: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let name = line[..<colon].lowercased()
    guard fields[name] == nil else { return }
    let value = line[line.index(after: colon)...]
    let blanks: Set<Character> = [" ", "\t"]
    let start = value.firstIndex { !blanks.contains($0) } ?? value.endIndex
    let end = value.lastIndex { !blanks.contains($0) }.map { value.index(after: $0) } ?? start
    fields[name] = String(value[start..<end])
  }

  /// The value of a header; names are case-insensitive.
  package subscript(name name: String) -> String? { fields[name.lowercased()] }
}
