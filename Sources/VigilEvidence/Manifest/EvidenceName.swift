/// Names of files in manifests and cases: relative paths that cannot lead out of a folder on any system.
public enum EvidenceName {
  /// Why a name is refused; nil for a good one.
  ///
  /// Good names have one to sixteen parts between `/`, each of 1 to 255 bytes, neither `.` nor `..`, without control
  /// characters, backslashes and colons, and at most 1024 bytes in all.
  public static func fault(of name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.count > 1024 { return "it is longer than 1024 bytes" }
    if name.hasPrefix("/") { return "it is absolute" }
    for scalar in name.unicodeScalars {
      if scalar == "\\" || scalar == ":" { return "it has a \(scalar)" }
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || [0x2028, 0x2029].contains(scalar.value)
      {
        return "it has a control character"
      }
    }
    // By bytes: a letter and an accent after `/` are one character to Swift.
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.count > 16 { return "it has more than 16 parts" }
    for part in parts {
      if part.isEmpty { return "it has an empty part" }
      if part.count > 255 { return "it has a part longer than 255 bytes" }
      if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "it leads elsewhere by dots" }
    }
    return nil
  }

  /// A name in quotation marks for messages: one line, of bounded length.
  static func shown(_ name: String) -> String { "\"\(printable(name))\"" }

  /// A name for the beginning of a line: without control characters, of bounded length.
  static func printable(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars.prefix(300) {
      // `isPrintable` of a terminal: neither controls nor marks that turn the direction of what follows.
      let isPlain =
        scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
        && scalar.properties.generalCategory != .lineSeparator
        && scalar.properties.generalCategory != .paragraphSeparator
      if isPlain { text.unicodeScalars.append(scalar) } else { text += "\u{FFFD}" }
    }
    return name.unicodeScalars.count > 300 ? text + "…" : text
  }
}
