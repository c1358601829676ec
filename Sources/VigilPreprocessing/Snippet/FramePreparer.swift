public import VigilCore

/// Resizes the frames of one source, keeping the resize's tables as long as the frame size stays the same.
public struct FramePreparer: Sendable {
  /// The preprocessing.
  public let preprocessing: Preprocessing
  private var resizer: Resizer?

  /// Makes a preparer without tables; they are made for the size of the first frame.
  public init(preprocessing: Preprocessing) {
    self.preprocessing = preprocessing
  }

  /// Resizes a frame.
  ///
  /// - Parameters:
  ///   - frame: the frame.
  ///   - first: the frame with which the snippet begins, if it is another one. A network that sees whole frames
  ///     takes those of one size, so a frame of another size is resized to that of the first.
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` for an aspect ratio that no camera has.
  public mutating func prepare(
    _ frame: Frame, after first: PreparedFrame? = nil
  ) throws(PreprocessingError) -> PreparedFrame {
    let size = preprocessing.seesWholeFrames ? first.map { (width: $0.width, height: $0.height) } : nil
    if let resizer, resizer.inputWidth == frame.width, resizer.inputHeight == frame.height,
      size.map({ $0 == (resizer.width, resizer.height) }) ?? !resizer.isForced
    {
      return resizer.prepare(frame)
    }
    let resizer = try Resizer(
      preprocessing: preprocessing, inputWidth: frame.width, inputHeight: frame.height, size: size)
    self.resizer = resizer
    return resizer.prepare(frame)
  }
}

extension Preprocessing {
  /// Resizes one frame; a `FramePreparer` is cheaper for many frames of one size.
  ///
  /// - Throws: `emptyFrame` without pixels, `frameTooElongated` for an aspect ratio that no camera has.
  public func prepare(_ frame: Frame) throws(PreprocessingError) -> PreparedFrame {
    try Resizer(preprocessing: self, inputWidth: frame.width, inputHeight: frame.height).prepare(frame)
  }

  /// The bytes of a prepared frame, for frames of a given size.
  ///
  /// - Throws: `frameTooElongated` for an aspect ratio that no camera has.
  public func preparedBytes(width: Int, height: Int) throws(PreprocessingError) -> Int {
    try Resizer(preprocessing: self, inputWidth: width, inputHeight: height).preparedBytes
  }
}
