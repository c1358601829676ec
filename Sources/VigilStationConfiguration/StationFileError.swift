public import VigilCore

/// A mistake in the station's file, with its place.
public struct StationFileError: ExplainedError, Hashable {
  /// What kind of mistake this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The file is not there, cannot be read, or is no text.
    case unreadable
    /// The text is not YAML, or uses a part of YAML that is refused.
    case notYAML
    /// A key has a name that nothing has.
    case unknownKey
    /// A key has no value, or one that it cannot have.
    case wrongValue
    /// A key must be there and is not.
    case missingKey
    /// Two keys contradict each other.
    case contradiction
    /// A secret that is named is nowhere.
    case missingSecret
  }

  /// A place in the file.
  public struct Place: Hashable, Sendable, Comparable {
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int

    /// Makes a place.
    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

    /// Whether a place comes before another.
    public static func < (left: Place, right: Place) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// The kind of mistake.
  public var code: Code
  /// Where it is; nil for the file as a whole.
  public var place: Place?
  /// What is wrong and what to do about it, without the place; never a secret.
  public var reason: String
  /// The name of the file.
  public var file: String
  /// The camera whose section it is in; nil for mistakes of the station.
  public var camera: String?

  /// Makes an error.
  public init(_ code: Code, _ reason: String, at place: Place? = nil, in file: String = "") {
    (self.code, self.reason, self.place, self.file) = (code, reason, place, file)
  }

  /// One line: `station.yaml:7:5: there is no key "treshold"; did you mean "threshold"?`
  public var message: String {
    let name = file.isEmpty ? "the station's file" : file
    guard let place else { return "\(name): \(reason)" }
    return "\(name):\(place.line):\(place.column): \(reason)"
  }
}
