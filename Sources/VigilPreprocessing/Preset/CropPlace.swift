/// Where a crop lies in the picture that it is cut from, in fractions of the picture's width and height.
///
/// A mirrored crop lies where the part of the picture is that it shows, not where that part is after mirroring.
public struct CropPlace: Hashable, Sendable {
  /// The left edge, from the left edge of the picture.
  public var x: Double
  /// The top edge, from the top edge of the picture.
  public var y: Double
  /// The width.
  public var width: Double
  /// The height.
  public var height: Double
  /// Whether the network sees it mirrored left-right.
  public var isMirrored: Bool

  /// Makes a place.
  public init(x: Double, y: Double, width: Double, height: Double, isMirrored: Bool = false) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    self.isMirrored = isMirrored
  }
}

extension Preprocessing {
  /// Where all crops lie in a picture as it comes from the camera, in the order of the network's input.
  ///
  /// - Parameters:
  ///   - pictureWidth: The picture's width in pixels, before it is resized.
  ///   - pictureHeight: Its height.
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` for an aspect ratio that no camera has.
  public func cropPlaces(
    pictureWidth: Int, pictureHeight: Int
  ) throws(PreprocessingError) -> [CropPlace] {
    let size = try resizeRule.size(width: pictureWidth, height: pictureHeight)
    return cropPlaces(resizedWidth: size.width, height: size.height)
  }

  /// Where all crops lie in a picture that was resized to a size.
  func cropPlaces(resizedWidth width: Int, height: Int) -> [CropPlace] {
    let (wide, high) = (Double(width), Double(height))
    return cropOrigins(width: width, height: height).map { origin in
      let left = origin.mirrored ? width - cropWidth - origin.x : origin.x
      return CropPlace(
        x: Double(left) / wide, y: Double(origin.y) / high, width: Double(cropWidth) / wide,
        height: Double(cropHeight) / high, isMirrored: origin.mirrored)
    }
  }
}

extension PreparedSnippet {
  /// Where the crops lie in the picture in the middle of the snippet.
  ///
  /// For a network that sees whole frames: the part of the picture that the mean is over, though features there depend on what is around.
  public var cropPlaces: [CropPlace] {
    let frame = frames[frames.count / 2]
    return preprocessing.cropPlaces(resizedWidth: frame.width, height: frame.height)
  }
}
