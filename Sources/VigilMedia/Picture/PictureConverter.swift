import CFFmpeg

/// Converts decoded pictures of any format to packed RGB. Belongs to one thread.
///
/// The conversion is that of OpenCV's `VideoCapture`, bit for bit where both run the same code: bicubic
/// chroma, BT.601 coefficients whatever the stream says, and the fast, not the accurate, rounding. The
/// published features were made with it.
final class PictureConverter {
  private struct Kind: Equatable {
    var width, height, format: Int32
  }
  private var kind: Kind?
  private var scaler: vigil_scaler?
  private var paddedRows: [UInt8] = []

  deinit { sws_freeContext(scaler) }

  /// Gets ready for pictures like this one; false if FFmpeg cannot convert their format.
  func prepare(for picture: UnsafeMutablePointer<AVFrame>) -> Bool {
    let kind = Kind(
      width: picture.pointee.width, height: picture.pointee.height, format: picture.pointee.format)
    // sws_getCachedContext never recognises full-range formats, and would begin anew with each picture.
    guard scaler == nil || kind != self.kind else { return true }
    sws_freeContext(scaler)
    scaler = sws_getContext(
      kind.width, kind.height, AVPixelFormat(kind.format), kind.width, kind.height, AV_PIX_FMT_RGB24,
      vigil_scale_bicubic, nil, nil, nil)
    self.kind = kind
    return scaler != nil
  }

  /// `height * width * 3` bytes of RGB of a picture, as it is stored (not yet rotated); nil if FFmpeg cannot
  /// convert its format.
  func rgb(_ picture: UnsafeMutablePointer<AVFrame>) -> [UInt8]? {
    let width = Int(picture.pointee.width)
    let height = Int(picture.pointee.height)
    guard prepare(for: picture) else { return nil }
    if width % 16 == 0 {
      return [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
        convert(picture, to: pixels.baseAddress, bytesPerRow: width * 3)
        count = width * height * 3
      }
    }
    // The fast code writes sixteen pixels at once, past the end of some rows, so those go through a buffer.
    let bytesPerRow = (width + 15) / 16 * 16 * 3 + 64
    if paddedRows.count != bytesPerRow * height + 64 {
      paddedRows = [UInt8](repeating: 0, count: bytesPerRow * height + 64)
    }
    return paddedRows.withUnsafeMutableBufferPointer { rows in
      convert(picture, to: rows.baseAddress, bytesPerRow: bytesPerRow)
      return [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
        for row in 0..<height {
          let source = UnsafeMutableBufferPointer(
            rebasing: rows[row * bytesPerRow..<row * bytesPerRow + width * 3])
          let target = UnsafeMutableBufferPointer(rebasing: pixels[row * width * 3..<(row + 1) * width * 3])
          _ = target.initialize(fromContentsOf: source)
        }
        count = width * height * 3
      }
    }
  }

  private func convert(
    _ picture: UnsafeMutablePointer<AVFrame>, to pixels: UnsafeMutablePointer<UInt8>?, bytesPerRow: Int
  ) {
    let frame = picture.pointee
    let source: [UnsafePointer<UInt8>?] = [
      .init(frame.data.0), .init(frame.data.1), .init(frame.data.2), .init(frame.data.3),
    ]
    let sourceRows = [frame.linesize.0, frame.linesize.1, frame.linesize.2, frame.linesize.3]
    let target = [pixels, nil, nil, nil]
    let targetRows = [Int32(bytesPerRow), 0, 0, 0]
    sws_scale(scaler, source, sourceRows, 0, frame.height, target, targetRows)
  }
}
