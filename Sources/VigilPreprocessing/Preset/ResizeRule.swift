/// The size that a frame is resized to before it is cropped.
public enum ResizeRule: Hashable, Sendable {
  /// The shorter side becomes `length`, the other keeps the aspect ratio and is truncated; it may be at most `atMost` long.
  case shortSide(length: Int, atMost: Int = longestSide)
  /// Every frame becomes `width` x `height`, whatever its aspect ratio.
  case squash(width: Int, height: Int)

  /// The longest accepted resized side, to bound the memory that a malformed frame can demand.
  ///
  /// Thirty-two times the short side: no camera has such a picture.
  public static let longestSide = 8192

  /// The resized size of a frame.
  ///
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` when the long side would become too long.
  public func size(width: Int, height: Int) throws(PreprocessingError) -> (width: Int, height: Int) {
    guard width > 0, height > 0 else {
      throw PreprocessingError(
        .emptyFrame, "a frame of \(width)x\(height) has no pixels; check the source's video stream")
    }
    switch self {
    case .squash(let width, let height):
      return (width, height)
    case .shortSide(let length, let most):
      let (long, short) = (max(width, height), min(width, height))
      let (product, overflow) = long.multipliedReportingOverflow(by: length)
      guard !overflow, product / short <= most else {
        throw PreprocessingError(
          .frameTooElongated,
          "a frame of \(width)x\(height) would be resized to more than \(most) pixels; "
            + "crop the video or use the preset gowtham, which squashes it")
      }
      return width < height ? (length, product / short) : (product / short, length)
    }
  }
}
