/// The status and the headers of a server's answer.
package struct ResponseHead: Hashable, Sendable {
  /// The status code, such as 200.
  package var status: Int
  /// What the server says about the status, such as `Not Found`: printable ASCII, and not much of it.
  package var reason: String
  private var fields: [String: String] = [:]

  /// Begins a head with its first line, such as `HTTP/1.1 404 Not Found`; nil when it is none.
  package init?(statusLine line: String) {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { return nil }
    self.status = status
    // It is shown in a terminal.
    reason = words.count < 3 ? "" : String(words[2].filter { (" "..."~").contains($0) }.prefix(60))
  }

  /// Adds the header of a line such as `ETag: "one"`; the first of several with one name counts.
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

  /// The value of a header, whose name is read without regard to case.
  package subscript(name name: String) -> String? { fields[name.lowercased()] }
}
