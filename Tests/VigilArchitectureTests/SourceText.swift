import Foundation

/// The files of this package, found from where this one was compiled.
enum SourceText {
  /// The root of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  /// Whether a folder of the package has a file in it, at any depth.
  static func hasFiles(in folder: String) throws -> Bool {
    let place = root.appending(path: folder)
    return try FileManager.default.subpathsOfDirectory(atPath: place.path).contains { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: place.appending(path: name).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// All Swift files below a folder of the package, by their paths in it.
  static func files(in folder: String) throws -> [String: String] {
    let place = root.appending(path: folder)
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: place.path) where name.hasSuffix(".swift")
    {
      files["\(folder)/\(name)"] = try String(contentsOf: place.appending(path: name), encoding: .utf8)
    }
    return files
  }

  /// Swift code without its comments; strings stay.
  static func code(of text: String) -> String {
    var code = ""
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.range(of: "*/").map { rest[$0.upperBound...] } ?? ""
      } else if first == "\"" {
        let mark = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        let end = endOfString(rest.dropFirst(mark.count), mark: mark)
        code += rest[..<end]
        rest = rest[end...]
      } else {
        code.append(first)
        rest = rest.dropFirst()
      }
    }
    return code
  }

  /// The place after the mark that ends a string.
  private static func endOfString(_ text: Substring, mark: String) -> String.Index {
    var rest = text
    while !rest.isEmpty {
      if rest.hasPrefix(mark) { return rest.index(rest.startIndex, offsetBy: mark.count) }
      rest = rest.dropFirst(rest.first == "\\" ? 2 : 1)
    }
    return text.endIndex
  }

  /// The modules that a file imports.
  static func imports(of text: String) -> [String] {
    code(of: text).split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(separator: " ").drop {
        ["public", "package", "internal", "@preconcurrency"].contains($0)
      }
      guard words.first == "import", let module = words.last else { return nil }
      return String(module.prefix { $0 != "." })
    }
  }
}
