/// The dictionary in an `.npy` header, which is written as a Python literal.
struct NPYHeaderFields {
  enum Description {
    /// A single type code, such as `<f4`.
    case code(String)
    /// A list of named fields.
    case records
  }

  let description: Description
  let isFortranOrder: Bool
  let shape: [Int]

  /// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 8), }`, or returns nil for other text.
  init?(_ text: String) {
    var scanner = Scanner(rest: Substring(text)[...])
    var description: Description?
    var isFortranOrder: Bool?
    var shape: [Int]?
    guard scanner.skip("{") else { return nil }
    while !scanner.skip("}") {
      guard let key = scanner.string(), scanner.skip(":") else { return nil }
      switch key {
      case "descr" where description == nil:
        if let code = scanner.string() {
          description = .code(code)
        } else if scanner.skip("[") {
          // The rest has another grammar, and is not needed to report that it is unsupported.
          self.description = .records
          self.isFortranOrder = false
          self.shape = []
          return
        }
      case "fortran_order" where isFortranOrder == nil:
        isFortranOrder = scanner.skip("True") ? true : scanner.skip("False") ? false : nil
        guard isFortranOrder != nil else { return nil }
      case "shape" where shape == nil:
        shape = scanner.tuple()
        guard shape != nil else { return nil }
      default: return nil
      }
      if !scanner.skip(",") {
        guard scanner.skip("}") else { return nil }
        break
      }
    }
    guard scanner.isAtEnd, let description, let isFortranOrder, let shape else { return nil }
    self.description = description
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  private struct Scanner {
    var rest: Substring.UnicodeScalarView

    init(rest: Substring) {
      self.rest = rest.unicodeScalars
    }

    /// Skips white space and `token`, if it is next.
    mutating func skip(_ token: String) -> Bool {
      skipSpace()
      guard rest.starts(with: token.unicodeScalars) else { return false }
      rest.removeFirst(token.unicodeScalars.count)
      return true
    }

    var isAtEnd: Bool {
      mutating get {
        skipSpace()
        return rest.isEmpty
      }
    }

    mutating func string() -> String? {
      skipSpace()
      guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
      let inside = rest.dropFirst()
      guard let end = inside.firstIndex(of: quote) else { return nil }
      rest = inside[inside.index(after: end)...]
      return String(inside[..<end])
    }

    /// Integers in parentheses; Python 2 put an L behind long ones.
    mutating func tuple() -> [Int]? {
      guard skip("(") else { return nil }
      var numbers: [Int] = []
      while !skip(")") {
        skipSpace()
        let digits = rest.prefix { $0.isASCII && $0.properties.numericType == .decimal }
        guard let number = Int(String(digits)) else { return nil }
        rest = rest[digits.endIndex...]
        _ = skip("L")
        numbers.append(number)
        if !skip(",") {
          guard skip(")") else { return nil }
          break
        }
      }
      return numbers
    }

    private mutating func skipSpace() {
      rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" }
    }
  }
}
