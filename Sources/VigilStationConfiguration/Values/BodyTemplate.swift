/// The body of a message as JSON, in whose texts `{camera}` and other places are filled in.
///
/// The JSON is read before anything is filled in and written after it, so that no value can change more than the text in which it stands.
public struct BodyTemplate: SettingValue {
  /// What can stand in braces.
  public enum Place: String, Hashable, Sendable, CaseIterable {
    /// One line for people.
    case title
    /// What there is to say, for people.
    case message
    /// The camera's name; empty for the station as a whole.
    case camera
    /// `event`, `notice`, `summary` or `period`.
    case kind
    /// `alarm` or `review`; `health` for a notice, `review` for a period, any of the three for a summary.
    case severity
    /// `began`, `updated`, `ended`, `judged`.
    case phase
    /// What the message is about, the same in all its messages.
    case subject
    /// A number that rises with every change.
    case revision
    /// The highest score; 0 for a notice.
    case score
    /// The threshold; 0 for a notice.
    case threshold
    /// When it began.
    case start
    /// When it ended, or how far it is.
    case end

    /// Whether it stands for a number: a text that is nothing else becomes one.
    var isNumber: Bool { [.revision, .score, .threshold].contains(self) }
  }

  /// What is filled in.
  public typealias Values = [Place: String]

  private let text: String
  private let root: JSONPart

  /// The longest template, in bytes.
  static let longest = 8192

  /// Takes a template.
  ///
  /// - Throws: `SettingMistake` for what is not JSON, or has a place that there is not.
  public init(_ text: String) throws(SettingMistake) {
    guard text.utf8.count <= Self.longest else {
      throw SettingMistake("is longer than \(Self.longest) bytes")
    }
    guard let root = JSONPart(text) else { throw SettingMistake("is not JSON; write \(Self.meaning)") }
    try root.eachText { (text) throws(SettingMistake) in
      for match in text.matches(of: Self.braces) where Place(rawValue: String(match.1)) == nil {
        let near = NearName.suggestion(for: String(match.1), among: Place.allCases.map(\.rawValue))
        throw SettingMistake("has no value for {\(match.1)}\(near)")
      }
    }
    (self.text, self.root) = (text, root)
  }

  /// The body with its places filled in, as UTF-8.
  public func filled(_ values: Values) -> [UInt8] {
    let whole = root.map { text -> JSONPart in
      if let match = text.wholeMatch(of: Self.braces), let place = Place(rawValue: String(match.1)),
        place.isNumber, let number = values[place].flatMap(Double.init)
      {
        return .number(number)
      }
      return .text(
        text.replacing(Self.braces) { match in
          Place(rawValue: String(match.1)).flatMap { values[$0] } ?? String(match.0)
        })
    }
    return whole.bytes
  }

  // Computed: a regex cannot be shared between threads.
  private static var braces: Regex<(Substring, Substring)> { /\{([a-z_]+)\}/ }

  /// Reads a template.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> BodyTemplate {
    try BodyTemplate(try written.text(meaning))
  }
  /// The text.
  public var written: String { text.written }
  /// `JSON with …`.
  public static var meaning: String {
    "JSON in quotes, with places such as {title} and {message} in its texts"
  }
  /// A text.
  public static var schema: [String: SchemaValue] { ["type": .text("string")] }

  /// Whether two have the same text.
  public static func == (left: BodyTemplate, right: BodyTemplate) -> Bool { left.text == right.text }
  /// By its text.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
