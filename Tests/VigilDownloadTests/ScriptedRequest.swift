/// What a client asked for.
struct ScriptedRequest: Sendable {
  /// Headers in the order they came, their names read without regard to case.
  struct Headers: Sendable {
    var lines: [(name: String, value: String)] = []

    /// All values of a name.
    subscript(name: String) -> [String] {
      lines.filter { $0.name == name.lowercased() }.map(\.value)
    }
  }

  /// The path and query of the request line.
  let uri: String
  let headers: Headers

  /// Reads the head of a request, without the blank line at its end; nil for anything else.
  init?(_ text: String) {
    let lines = text.split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[0] == "GET", words[2] == "HTTP/1.1" else { return nil }
    uri = String(words[1])
    headers = Headers(
      lines: lines.dropFirst().compactMap { line in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
      })
  }
}
