import CFFmpeg
import Synchronization
import VigilCore

/// A decoded picture that stays when the decoder goes on to the next; RGB is made of it if somebody asks.
final class HeldPicture: DecodedPicture {
  let planes: PlaneLayout?
  /// Read only. The memory is shared with the decoder, which predicts from it and writes elsewhere.
  private nonisolated(unsafe) let frame: UnsafeMutablePointer<AVFrame>
  private let orientation: Orientation
  private let converter: SharedConverter
  private let converted = Mutex<[UInt8]?>(nil)

  /// Holds a picture; nil if memory is exhausted.
  ///
  /// - Parameter orientation: How it becomes upright.
  init?(_ picture: UnsafeMutablePointer<AVFrame>, orientation: Orientation, converter: SharedConverter) {
    guard let frame = av_frame_alloc() else { return nil }
    self.frame = frame
    self.orientation = orientation
    self.converter = converter
    let status = av_frame_ref(frame, picture)
    planes = status >= 0 && orientation.isUpright ? PlaneLayout(frame) : nil
    guard status >= 0 else { return nil }
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&frame)
  }

  var hasPixels: Bool { converted.withLock { $0 != nil } }

  var pixels: [UInt8] {
    converted.withLock { converted in
      if let converted { return converted }
      let (width, height) = (Int(frame.pointee.width), Int(frame.pointee.height))
      // That the format can be converted was found out when the picture was decoded.
      guard let pixels = converter.rgb(frame) else { fatalError("out of memory") }
      let upright = orientation.upright(pixels, width: width, height: height)
      converted = upright
      return upright
    }
  }

  func withPlanes(_ body: (_ luma: Span<UInt8>, _ blue: Span<UInt8>, _ red: Span<UInt8>) -> Void) {
    guard let planes else { return }
    body(
      UnsafeBufferPointer(start: frame.pointee.data.0, count: planes.lumaBytes).span,
      UnsafeBufferPointer(start: frame.pointee.data.1, count: planes.chromaBytes).span,
      UnsafeBufferPointer(start: frame.pointee.data.2, count: planes.chromaBytes).span)
  }
}

extension PlaneLayout {
  /// The layout of a picture, if swscale makes RGB of such pictures by repeating each sample of the differences over its pixels: then
  /// little but rounding depends on whether it is shrunk before that or afterwards.
  ///
  /// Pictures of odd height and all other formats take another way through it, which interpolates.
  fileprivate init?(_ frame: UnsafeMutablePointer<AVFrame>) {
    let picture = frame.pointee
    let rowsPerChromaRow: Int
    switch AVPixelFormat(picture.format) {
    case AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P: rowsPerChromaRow = 2
    case AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P: rowsPerChromaRow = 1
    default: return nil
    }
    guard picture.width > 0, picture.height > 0, picture.height % 2 == 0, picture.linesize.0 > 0,
      picture.linesize.1 > 0, picture.linesize.1 == picture.linesize.2, picture.data.0 != nil,
      picture.data.1 != nil, picture.data.2 != nil
    else { return nil }
    self.init(
      width: Int(picture.width), height: Int(picture.height), lumaStride: Int(picture.linesize.0),
      chromaStride: Int(picture.linesize.1), rowsPerChromaRow: rowsPerChromaRow,
      // What the format says, as in the conversion; what the stream says besides is ignored by both.
      isFullRange: [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P].contains(AVPixelFormat(picture.format)))
  }
}
