import CFFmpeg
import VigilCore

/// Makes upright frames from decoded pictures. Belongs to one thread.
final class FrameConverter {
  private let orientation: Orientation
  private let pixelAspect: Double
  private let converter = SharedConverter()
  /// The rate of pictures that pass through JPEG files, and the shape of their pixels; nil for those that do not.
  private let passage: (rate: AVRational, aspect: AVRational)?
  private var jpeg: JPEGFile?

  /// Makes a converter for the pictures of an input.
  init(_ input: VideoInput, passesJPEGs: Bool = false) {
    let rate = av_guess_frame_rate(input.demuxer.context, input.stream, nil)
    let shape = av_guess_sample_aspect_ratio(input.demuxer.context, input.stream, nil)
    passage = passesJPEGs ? (rate.num > 0 && rate.den > 0 ? rate : AVRational(num: 25, den: 1), shape) : nil
    orientation = Orientation(input.stream)
    let aspect = av_q2d(shape)
    // Unlikely shapes are mistakes of whoever wrote the file.
    pixelAspect = !(0.1...10).contains(aspect) ? 1 : orientation.isTurned ? 1 / aspect : aspect
  }

  /// The frame, or nil if its pixel format cannot be converted.
  func frame(_ picture: UnsafeMutablePointer<AVFrame>, index: Int, time: Double) -> Frame? {
    let (width, height) = (Int(picture.pointee.width), Int(picture.pointee.height))
    let (shownWidth, shownHeight) = orientation.isTurned ? (height, width) : (width, height)
    var frame: Frame
    if let passage {
      guard let pixels = passed(picture, passage) else { return nil }
      frame = Frame(
        index: index, time: time, width: shownWidth, height: shownHeight,
        pixels: orientation.upright(pixels, width: width, height: height))
    } else {
      guard converter.canConvert(picture),
        let held = HeldPicture(picture, orientation: orientation, converter: converter)
      else { return nil }
      frame = Frame(index: index, time: time, width: shownWidth, height: shownHeight, picture: held)
    }
    frame.pixelAspect = pixelAspect
    return frame
  }

  /// The pixels after a JPEG file. Pictures of another size begin another video.
  private func passed(
    _ picture: UnsafeMutablePointer<AVFrame>, _ passage: (rate: AVRational, aspect: AVRational)
  ) -> [UInt8]? {
    if jpeg?.takes(picture) != true {
      let own = picture.pointee.sample_aspect_ratio
      jpeg = JPEGFile(
        width: Int(picture.pointee.width), height: Int(picture.pointee.height), frameRate: passage.rate,
        pixelAspect: passage.aspect.num > 0 ? passage.aspect : own)
    }
    return jpeg?.rgb(picture)
  }
}
