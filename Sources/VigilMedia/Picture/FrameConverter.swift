import CFFmpeg
import VigilCore

/// Makes upright frames from decoded pictures. Belongs to one thread.
final class FrameConverter {
  private let orientation: Orientation
  private let pixelAspect: Double
  private let converter = SharedConverter()

  /// Makes a converter for the pictures of an input.
  init(_ input: VideoInput) {
    orientation = Orientation(input.stream)
    let aspect = av_q2d(av_guess_sample_aspect_ratio(input.demuxer.context, input.stream, nil))
    // Unlikely shapes are mistakes of whoever wrote the file.
    pixelAspect = !(0.1...10).contains(aspect) ? 1 : orientation.isTurned ? 1 / aspect : aspect
  }

  /// The frame, or nil if its pixel format cannot be converted.
  func frame(_ picture: UnsafeMutablePointer<AVFrame>, index: Int, time: Double) -> Frame? {
    guard converter.canConvert(picture),
      let held = HeldPicture(picture, orientation: orientation, converter: converter)
    else { return nil }
    let width = Int(picture.pointee.width)
    let height = Int(picture.pointee.height)
    let isTurned = orientation.isTurned
    var frame = Frame(
      index: index, time: time, width: isTurned ? height : width, height: isTurned ? width : height,
      picture: held)
    frame.pixelAspect = pixelAspect
    return frame
  }
}
