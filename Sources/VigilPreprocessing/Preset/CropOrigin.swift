/// Where a crop is cut out.
public struct CropOrigin: Hashable, Sendable {
  /// The column of the crop's left edge, counted in the frame that is cut, mirrored or not.
  public var x: Int
  /// The row of the crop's top edge.
  public var y: Int
  /// Whether the frame is mirrored left-right before it is cut.
  public var mirrored: Bool

  /// Makes an origin.
  public init(x: Int, y: Int, mirrored: Bool = false) {
    self.x = x
    self.y = y
    self.mirrored = mirrored
  }
}
