import CFFmpeg
import VigilCore

/// Makes upright RGB frames from decoded pictures. Belongs to one thread.
final class FrameConverter {
  private let rotation: Int
  private let converter = PictureConverter()

  /// Makes a converter for pictures to be rotated clockwise by some quarter turns.
  init(rotation: Int) {
    self.rotation = rotation
  }

  /// The frame, or nil if its pixel format cannot be converted.
  func frame(_ picture: UnsafeMutablePointer<AVFrame>, index: Int, time: Double) -> Frame? {
    guard let pixels = converter.rgb(picture) else { return nil }
    let width = Int(picture.pointee.width)
    let height = Int(picture.pointee.height)
    guard rotation != 0 else {
      return Frame(index: index, time: time, width: width, height: height, pixels: pixels)
    }
    let isTurned = rotation == 90 || rotation == 270
    return Frame(
      index: index, time: time, width: isTurned ? height : width, height: isTurned ? width : height,
      pixels: Rotation.turned(pixels, width: width, height: height, degrees: rotation))
  }
}
