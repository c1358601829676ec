import CFFmpeg
import VigilCore

/// Resizes packed RGB pictures and converts them to the formats of encoders. Belongs to one thread.
final class FrameScaler {
  private var scaler: vigil_scaler?
  private let flags: Int32

  /// Makes a scaler; area averaging suits downscaling.
  init(flags: Int32 = vigil_scale_area) {
    self.flags = flags
  }

  deinit { sws_freeContext(scaler) }

  /// Fills `picture`, whose size, format and memory are set, with a frame.
  ///
  /// - Parameters:
  ///   - width: The columns of the frame to use, from the left.
  ///   - height: The rows of the frame to use, from the top.
  /// - Returns: false when FFmpeg cannot convert.
  func fill(_ picture: UnsafeMutablePointer<AVFrame>, with frame: Frame, width: Int, height: Int) -> Bool {
    scaler = sws_getCachedContext(
      scaler, Int32(width), Int32(height), AV_PIX_FMT_RGB24, picture.pointee.width, picture.pointee.height,
      AVPixelFormat(picture.pointee.format), flags, nil, nil, nil)
    guard scaler != nil else { return false }
    return frame.pixels.withUnsafeBufferPointer { pixels in
      let target = picture.pointee
      sws_scale(
        scaler, [pixels.baseAddress, nil, nil, nil], [Int32(frame.width * 3), 0, 0, 0], 0, Int32(height),
        [target.data.0, target.data.1, target.data.2, target.data.3],
        [target.linesize.0, target.linesize.1, target.linesize.2, target.linesize.3])
      return true
    }
  }

  /// A frame of square pixels that is at most as wide as given and keeps the shape; the frame itself if it is that already.
  func shrunk(_ frame: Frame, toWidth limit: Int) -> Frame {
    guard limit > 0, frame.shownWidth > limit || frame.pixelAspect != 1 else { return frame }
    let width = min(limit, frame.shownWidth)
    let height = max(1, (frame.height * width + frame.shownWidth / 2) / frame.shownWidth)
    guard let picture = EncoderPicture(width: width, height: height, format: AV_PIX_FMT_RGB24),
      fill(picture.frame, with: frame, width: frame.width, height: frame.height),
      let start = picture.frame.pointee.data.0
    else { return frame }
    let bytesPerRow = Int(picture.frame.pointee.linesize.0)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for row in 0..<height {
      pixels += UnsafeBufferPointer(start: start + row * bytesPerRow, count: width * 3)
    }
    return Frame(index: frame.index, time: frame.time, width: width, height: height, pixels: pixels)
  }
}

extension Frame {
  /// The width at which a player shows the frame at its own height.
  var shownWidth: Int { max(1, Int((Double(width) * pixelAspect).rounded())) }
}
