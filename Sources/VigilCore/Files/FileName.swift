/// Names of files, which file systems limit to 255 bytes.
package enum FileName {
  /// The most bytes of a name.
  package static let longest = 255

  /// A name with an ending; one that would be too long is cut, and told apart from others that begin alike by a number made of all
  /// of it.
  ///
  /// - Parameter path: the name, with folders before it, which are kept.
  package static func fitting(_ path: String, _ ending: String) -> String {
    let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    let name = String(path[start...])
    guard name.utf8.count + ending.utf8.count > longest else { return path + ending }
    // FNV-1a: the same in every run and on every machine.
    let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    let mark = "~" + String(repeating: "0", count: 8 - digits.count) + digits
    let kept = cut(name, to: longest - mark.utf8.count - ending.utf8.count)
    return "\(path[..<start])\(kept)\(mark)\(ending)"
  }

  /// As many whole characters from the beginning as fit into a number of bytes.
  package static func cut(_ name: String, to bytes: Int) -> String {
    var left = bytes
    return String(
      name.prefix { character in
        left -= character.utf8.count
        return left >= 0
      })
  }
}
