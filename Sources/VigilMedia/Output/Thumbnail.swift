import CFFmpeg
public import VigilCore

/// Small pictures for web pages and messages.
public enum Thumbnail {
  /// A frame as a JPEG file, in the shape in which a player shows it.
  ///
  /// - Parameters:
  ///   - frame: The picture.
  ///   - width: The width to shrink it to, keeping its proportions; nil keeps its height. It never gets higher.
  ///   - quality: 1 (small) ... 100 (fine).
  /// - Throws: `MediaError` with code `noEncoder` or `encodingFailed`.
  public static func jpeg(_ frame: Frame, width: Int? = nil, quality: Int = 80) throws(MediaError) -> [UInt8]
  {
    FFmpegLibrary.prepare()
    let scale = Double(min(width ?? frame.shownWidth, frame.shownWidth)) / Double(frame.shownWidth)
    let size = (
      width: max(1, Int((Double(frame.shownWidth) * scale).rounded())),
      height: max(1, Int((Double(frame.height) * scale).rounded()))
    )
    guard let codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG) else {
      throw MediaError(.noEncoder, "the installed FFmpeg has no JPEG encoder")
    }
    var context = avcodec_alloc_context3(codec)
    var packet = av_packet_alloc()
    defer {
      avcodec_free_context(&context)
      av_packet_free(&packet)
    }
    guard let context, let packet,
      let picture = EncoderPicture(width: size.width, height: size.height, format: AV_PIX_FMT_YUVJ420P)
    else { throw MediaError(.encodingFailed, "no memory for a picture of \(size.width) x \(size.height)") }
    // FFmpeg's scale runs from 2 (fine) to 31 (small).
    let quantiser = 2 + Int32(100 - min(100, max(1, quality))) * 29 / 99
    context.pointee.width = Int32(size.width)
    context.pointee.height = Int32(size.height)
    context.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
    context.pointee.time_base = AVRational(num: 1, den: 25)
    context.pointee.flags |= AV_CODEC_FLAG_QSCALE
    context.pointee.global_quality = quantiser * FF_QP2LAMBDA
    picture.frame.pointee.quality = quantiser * FF_QP2LAMBDA
    let (status, log) = MediaLog.capturing { () -> Int32 in
      guard
        FrameScaler().fill(picture.frame, with: frame, width: frame.width, height: frame.height)
      else { return vigil_error_invalid_data }
      let opened = avcodec_open2(context, codec, nil)
      guard opened >= 0 else { return opened }
      let sent = avcodec_send_frame(context, picture.frame)
      return sent < 0 ? sent : avcodec_receive_packet(context, packet)
    }
    guard status >= 0 else {
      throw MediaError(.encodingFailed, "cannot encode a JPEG: \(Demuxer.reason(status, log: log))")
    }
    return [UInt8](UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
  }
}
