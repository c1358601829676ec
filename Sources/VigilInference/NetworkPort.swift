/// An input or output of a network.
public struct NetworkPort: Hashable, Sendable {
  /// Its name in the network.
  public var name: String
  /// The extent of each axis; nil where any extent is allowed.
  public var shape: [Int?]

  /// Makes a port.
  public init(name: String, shape: [Int?]) {
    self.name = name
    self.shape = shape
  }

  /// The extents if all are fixed.
  public var fixedShape: [Int]? {
    let fixed = shape.compactMap { $0 }
    return fixed.count == shape.count ? fixed : nil
  }

  /// Whether an array of this shape fits.
  public func accepts(_ extents: [Int]) -> Bool {
    extents.count == shape.count && zip(shape, extents).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// The shape for people: `1x3x16x224x224`, with `?` for a free extent.
  package var shapeText: String {
    shape.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
  }
}
