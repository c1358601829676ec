/// A part of the picture, as a polygon; written as a list of corners, each `x, y` in fractions of width and height from the upper left:
/// `[0, 0, 0.5, 0, 0.5, 0.3, 0, 0.3]`.
public struct Region: SettingValue {
  /// A corner, in fractions of the picture's width and height.
  public struct Corner: Hashable, Sendable {
    /// From the left edge, 0 to 1.
    public var x: Double
    /// From the upper edge, 0 to 1.
    public var y: Double
    /// Makes a corner.
    public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
  }

  /// The most that are read.
  public static let mostCorners = 256

  /// At least three.
  public var corners: [Corner]

  /// Makes a polygon.
  public init(_ corners: [Corner]) { self.corners = corners }

  /// Reads the numbers of the corners.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Region {
    guard case .list(let values) = written else { throw SettingMistake("is not \(meaning)") }
    let numbers = try values.reading { (value) throws(SettingMistake) in
      guard case .text(let text) = value, let number = Double(text), (0...1).contains(number) else {
        throw SettingMistake("has a corner outside the picture, or no number: \(meaning)")
      }
      return number
    }
    guard numbers.count >= 6, numbers.count % 2 == 0 else {
      throw SettingMistake("has \(numbers.count) numbers: \(meaning)")
    }
    guard numbers.count <= 2 * mostCorners else {
      throw SettingMistake("has \(numbers.count / 2) corners; \(mostCorners) are the most")
    }
    let region = Region(
      distinct: stride(from: 0, to: numbers.count, by: 2).map { Corner(x: numbers[$0], y: numbers[$0 + 1]) })
    // A mask that hides nothing, or not all that it goes around, would look as if it did.
    guard !region.isLine else { throw SettingMistake("covers nothing: its corners are on a line") }
    guard !region.crossesItself else {
      throw SettingMistake("crosses or touches itself; write the corners in order around the part")
    }
    guard region.area > 1e-6 else { throw SettingMistake("covers less than a millionth of the picture") }
    return region
  }

  /// Its numbers in brackets.
  public var written: String {
    "[" + corners.flatMap { [$0.x.written, $0.y.written] }.joined(separator: ", ") + "]"
  }
  /// `the x and y of three or more corners, …`.
  public static var meaning: String {
    "the x and y of three or more corners, each from 0 to 1, such as [0, 0, 0.5, 0, 0.5, 0.3]"
  }
  /// A list of numbers.
  public static var schema: [String: SchemaValue] {
    [
      "type": .text("array"), "minItems": .number(6), "maxItems": .number(Double(2 * mostCorners)),
      "items": .object(["type": .text("number"), "minimum": .number(0), "maximum": .number(1)]),
    ]
  }

  /// The part of the picture within, 0 to 1, of a polygon that does not cross itself.
  public var area: Double {
    var twice = 0.0
    var before = corners[corners.count - 1]
    for corner in corners {
      twice += before.x * corner.y - corner.x * before.y
      before = corner
    }
    return abs(twice) / 2
  }

  /// Whether a point is inside (even-odd rule).
  public func contains(x: Double, y: Double) -> Bool {
    var isInside = false
    var before = corners[corners.count - 1]
    for corner in corners {
      defer { before = corner }
      guard (corner.y > y) != (before.y > y) else { continue }
      if x < (before.x - corner.x) * (y - corner.y) / (before.y - corner.y) + corner.x { isInside.toggle() }
    }
    return isInside
  }
}
