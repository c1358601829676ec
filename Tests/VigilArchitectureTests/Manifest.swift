import Foundation

/// The targets of Package.swift, in its order.
struct Manifest {
  /// One target.
  struct Target {
    /// `target`, `testTarget`, `executableTarget` or `systemLibrary`.
    var kind: String
    var name: String
    /// Targets of this package that it depends on.
    var targets: [String]
    /// Products of other packages that it depends on.
    var products: [String]
    /// Where its files are.
    var folder: String
  }

  var targets: [Target]

  init() throws {
    let text = try String(contentsOf: SourceText.root.appending(path: "Package.swift"), encoding: .utf8)
    let code = SourceText.code(of: text)
    targets = code.matches(of: /\.(target|testTarget|executableTarget|systemLibrary)\(/).map { match in
      Self.target(String(match.1), Self.inside(code[match.range.upperBound...], "(", ")"))
    }
  }

  subscript(name: String) -> Target? { targets.first { $0.name == name } }

  private static func target(_ kind: String, _ body: Substring) -> Target {
    func string(_ label: String) -> String? {
      body.firstRange(of: "\(label): \"").map { String(body[$0.upperBound...].prefix { $0 != "\"" }) }
    }
    var list = Substring()
    if let start = body.firstRange(of: "dependencies: [") {
      list = inside(body[start.upperBound...], "[", "]")
    }
    let products = list.matches(of: /\.product\(name: "([^"]+)"[^)]*\)/).map { String($0.1) }
    let plain = list.replacing(/\.product\([^)]*\)/, with: "")
    let name = string("name") ?? ""
    return Target(
      kind: kind, name: name, targets: plain.matches(of: /"([^"]+)"/).map { String($0.1) },
      products: products,
      folder: string("path") ?? (kind == "testTarget" ? "Tests/\(name)" : "Sources/\(name)"))
  }

  /// The text up to the bracket that closes one that was opened just before.
  private static func inside(_ text: Substring, _ open: Character, _ close: Character) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == open { depth += 1 }
      if text[index] == close { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }
}
