/// Bytes that were written as text: the characters U+0000 to U+00FF in UTF-8.
enum Latin1 {
  /// The bytes, or nil if the text has another character or is not UTF-8.
  static func bytes(utf8 text: Bytes) -> Bytes? {
    text.withUnsafeBytes { input in
      // Every byte but the second of a pair represents one character.
      let count = input.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
      var isValid = true
      let result = Bytes(name: text.name, count: count) { output in
        var source = 0
        for target in 0..<count {
          let first = input[source]
          switch first {
          case 0x00...0x7F:
            output[target] = first
            source += 1
          case 0xC2...0xC3 where source + 1 < input.count && input[source + 1] & 0xC0 == 0x80:
            output[target] = first << 6 | input[source + 1] & 0x3F
            source += 2
          default:
            isValid = false
            return
          }
        }
        isValid = source == input.count
      }
      return isValid ? result : nil
    }
  }
}
