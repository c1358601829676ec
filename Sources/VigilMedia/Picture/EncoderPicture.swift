import CFFmpeg

/// A picture with its own memory for an encoder. Belongs to one thread.
final class EncoderPicture {
  let frame: UnsafeMutablePointer<AVFrame>

  /// Makes a picture; nil if memory is exhausted.
  init?(width: Int, height: Int, format: AVPixelFormat) {
    guard let frame = av_frame_alloc() else { return nil }
    self.frame = frame
    frame.pointee.width = Int32(width)
    frame.pointee.height = Int32(height)
    frame.pointee.format = format.rawValue
    guard av_frame_get_buffer(frame, 0) >= 0 else { return nil }
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&frame)
  }
}
