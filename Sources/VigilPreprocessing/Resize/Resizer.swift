package import VigilCore

/// The tables that resize frames of one size.
package struct Resizer: Sendable {
  private enum Resize {
    case bilinear(BilinearResize)
    case pillow(PillowResize)
  }

  package let inputWidth: Int, inputHeight: Int
  /// The size of the resized frame.
  package let width: Int, height: Int
  /// Whether the size differs from that of the preprocessing.
  package let isForced: Bool
  private let region: PixelRegion
  private let resize: Resize
  /// For pictures that need not become RGB first.
  private let shrink: PictureShrink?

  /// Makes the tables.
  ///
  /// - Parameter size: the size of resized frames, instead of that of the preprocessing.
  package init(
    preprocessing: Preprocessing, inputWidth: Int, inputHeight: Int, size: (width: Int, height: Int)? = nil
  ) throws(PreprocessingError) {
    let own = try preprocessing.resizeRule.size(width: inputWidth, height: inputHeight)
    (width, height) = size ?? own
    isForced = (width, height) != own
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    if preprocessing.crops == .one, !preprocessing.seesWholeFrames {
      let origin = preprocessing.cropOrigin(0, width: width, height: height)
      region = PixelRegion(
        x: origin.x, y: origin.y, width: preprocessing.cropWidth, height: preprocessing.cropHeight)
    } else {
      region = PixelRegion(x: 0, y: 0, width: width, height: height)
    }
    // Sums over more rows than such a picture has could leave 16 bits.
    shrink =
      preprocessing.shrinksPlanes && max(inputWidth, inputHeight) <= ResizeRule.longestSide
      ? PictureShrink(width: inputWidth, height: inputHeight, outputWidth: width, outputHeight: height) : nil
    let filter: ResamplingFilter
    switch preprocessing.interpolation {
    case .bilinear:
      resize = .bilinear(
        BilinearResize(
          inputWidth: inputWidth, inputHeight: inputHeight, outputWidth: width, outputHeight: height,
          region: region, scale: preprocessing.scale))
      return
    case .pillowBilinear: filter = .bilinear
    case .pillowLanczos: filter = .lanczos
    }
    resize = .pillow(
      PillowResize(
        inputWidth: inputWidth, inputHeight: inputHeight, outputWidth: width, outputHeight: height,
        region: region, filter: filter))
  }

  /// The bytes of a prepared frame's pixels or inputs.
  var preparedBytes: Int {
    let values = 3 * region.width * region.height
    return switch resize {
    case .bilinear: values * MemoryLayout<Float>.stride
    case .pillow: values
    }
  }

  /// Resizes a frame of the resizer's size.
  package func prepare(_ frame: Frame) -> PreparedFrame {
    if let picture = frame.picture, let pixels = shrink?(picture) { return prepared(.pixels(pixels)) }
    return switch resize {
    case .bilinear(let resize): prepared(.inputs(resize(frame.pixels.span)))
    case .pillow(let resize): prepared(.pixels(resize(frame.pixels.span)))
    }
  }

  /// The same with the plain reference, to compare with.
  package func prepareByReference(_ frame: Frame) -> PreparedFrame {
    if let picture = frame.picture, let pixels = shrink?.reference(picture) {
      return prepared(.pixels(pixels))
    }
    return switch resize {
    case .bilinear(let resize): prepared(.inputs(resize.reference(frame.pixels)))
    case .pillow(let resize): prepared(.pixels(resize.reference(frame.pixels)))
    }
  }

  private func prepared(_ storage: PreparedFrame.Storage) -> PreparedFrame {
    PreparedFrame(width: width, height: height, region: region, storage: storage)
  }
}
