/// A picture as its decoder left it. RGB is made of it only if somebody asks, since whoever shrinks it needs none.
package protocol DecodedPicture: AnyObject, Sendable {
  /// `height * width * 3` bytes of upright RGB; made when they are first asked for, and kept.
  var pixels: [UInt8] { get }
  /// Whether anybody has asked for them.
  var hasPixels: Bool { get }
  /// How the planes lie in memory; nil if the picture has to be turned, or is of another format.
  var planes: PlaneLayout? { get }
  /// Lends the planes of a picture that has some.
  func withPlanes(_ body: (_ luma: Span<UInt8>, _ blue: Span<UInt8>, _ red: Span<UInt8>) -> Void)
}

/// Three planes of bytes: luma, and the differences of blue and red from it, of which each sample covers two pixels of one or two rows.
package struct PlaneLayout: Hashable, Sendable {
  /// The size of the picture in pixels; the height is even.
  package let width: Int, height: Int
  /// How far apart two rows of luma are, in bytes.
  package let lumaStride: Int
  /// How far apart two rows of differences are, in bytes.
  package let chromaStride: Int
  /// How many rows of pixels a row of differences covers: 2 in 4:2:0, 1 in 4:2:2.
  package let rowsPerChromaRow: Int
  /// Whether luma is in 0...255; black is 16 and white 235 otherwise.
  package let isFullRange: Bool

  package init(
    width: Int, height: Int, lumaStride: Int, chromaStride: Int, rowsPerChromaRow: Int, isFullRange: Bool
  ) {
    precondition((1...2).contains(rowsPerChromaRow), "a row of differences covers one row of pixels or two")
    precondition(height.isMultiple(of: 2), "pictures of odd height have other conversions")
    self.width = width
    self.height = height
    self.lumaStride = lumaStride
    self.chromaStride = chromaStride
    self.rowsPerChromaRow = rowsPerChromaRow
    self.isFullRange = isFullRange
  }

  /// The size of the planes of differences.
  package var chromaWidth: Int { (width + 1) / 2 }
  package var chromaHeight: Int { height / rowsPerChromaRow }
  /// The bytes of a plane from its first sample to its last.
  package var lumaBytes: Int { (height - 1) * lumaStride + width }
  package var chromaBytes: Int { (chromaHeight - 1) * chromaStride + chromaWidth }
}
