import CFFmpeg

/// Passes pictures through JPEG files as `ffmpeg -i video %d.jpg` writes them and Pillow reads them: the loss without the disk.
///
/// The encoder is FFmpeg's at its defaults and goes through a whole video, since it chooses the quality of a picture by the ones
/// before it; the decoder transforms as libjpeg does. Belongs to one thread.
final class JPEGFile {
  private let encoder, decoder: UnsafeMutablePointer<AVCodecContext>
  private let full: EncoderPicture
  private let packet: UnsafeMutablePointer<AVPacket>
  private let decoded: UnsafeMutablePointer<AVFrame>
  private var scaler: vigil_scaler?
  private let width, height: Int
  private var count: Int64 = 0

  /// Opens both for pictures of one size; nil if the installed FFmpeg has no JPEG encoder, or the size is none for it.
  ///
  /// - Parameter pixelAspect: The shape of pixels; 0/1 if the video does not say. Files that state it are longer by a header, which
  ///   the encoder's rate control counts.
  init?(width: Int, height: Int, frameRate: AVRational, pixelAspect: AVRational) {
    guard let encoding = avcodec_find_encoder(AV_CODEC_ID_MJPEG),
      let decoding = avcodec_find_decoder(AV_CODEC_ID_MJPEG),
      let encoder = avcodec_alloc_context3(encoding), let decoder = avcodec_alloc_context3(decoding),
      let packet = av_packet_alloc(), let decoded = av_frame_alloc(),
      let full = EncoderPicture(width: width, height: height, format: AV_PIX_FMT_YUVJ420P)
    else { return nil }
    (self.encoder, self.decoder, self.packet, self.decoded, self.full) = (
      encoder, decoder, packet, decoded, full
    )
    (self.width, self.height) = (width, height)
    encoder.pointee.width = Int32(width)
    encoder.pointee.height = Int32(height)
    encoder.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
    encoder.pointee.color_range = AVCOL_RANGE_JPEG
    encoder.pointee.time_base = av_inv_q(frameRate)
    encoder.pointee.framerate = frameRate
    encoder.pointee.sample_aspect_ratio = pixelAspect
    // libjpeg's accurate integer transform, from which this one comes.
    decoder.pointee.idct_algo = FF_IDCT_INT
    let (status, _) = MediaLog.capturing {
      min(avcodec_open2(encoder, encoding, nil), avcodec_open2(decoder, decoding, nil))
    }
    guard status >= 0 else { return nil }
  }

  deinit {
    var (encoder, decoder): (UnsafeMutablePointer<AVCodecContext>?, UnsafeMutablePointer<AVCodecContext>?) =
      (encoder, decoder)
    avcodec_free_context(&encoder)
    avcodec_free_context(&decoder)
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
    var decoded: UnsafeMutablePointer<AVFrame>? = decoded
    av_frame_free(&decoded)
    sws_freeContext(scaler)
  }

  /// Whether pictures of this size fit.
  func takes(_ picture: UnsafeMutablePointer<AVFrame>) -> Bool {
    Int(picture.pointee.width) == width && Int(picture.pointee.height) == height
  }

  /// `height * width * 3` bytes of RGB of a picture after its file; nil if it cannot be converted or coded.
  func rgb(_ picture: UnsafeMutablePointer<AVFrame>) -> [UInt8]? {
    guard fill(picture) else { return nil }
    full.frame.pointee.pts = count
    count += 1
    let (status, _) = MediaLog.capturing { () -> Int32 in
      var status = avcodec_send_frame(encoder, full.frame)
      if status >= 0 { status = avcodec_receive_packet(encoder, packet) }
      if status >= 0 { status = avcodec_send_packet(decoder, packet) }
      av_packet_unref(packet)
      return status >= 0 ? avcodec_receive_frame(decoder, decoded) : status
    }
    guard status >= 0, decoded.pointee.format == AV_PIX_FMT_YUVJ420P.rawValue, takes(decoded) else {
      return nil
    }
    return JPEGColors(decoded.pointee).rgb
  }

  /// Converts a picture to the full range of JPEG, as FFmpeg's program does.
  private func fill(_ picture: UnsafeMutablePointer<AVFrame>) -> Bool {
    scaler = sws_getCachedContext(
      scaler, picture.pointee.width, picture.pointee.height, AVPixelFormat(picture.pointee.format),
      Int32(width), Int32(height), AV_PIX_FMT_YUVJ420P, vigil_scale_bicubic, nil, nil, nil)
    guard scaler != nil, av_frame_make_writable(full.frame) >= 0 else { return false }
    let (from, to) = (picture.pointee, full.frame.pointee)
    let source: [UnsafePointer<UInt8>?] = [
      .init(from.data.0), .init(from.data.1), .init(from.data.2), .init(from.data.3),
    ]
    let target: [UnsafeMutablePointer<UInt8>?] = [to.data.0, to.data.1, to.data.2, to.data.3]
    return sws_scale(
      scaler, source, [from.linesize.0, from.linesize.1, from.linesize.2, from.linesize.3], 0, from.height,
      target, [to.linesize.0, to.linesize.1, to.linesize.2, to.linesize.3]) == Int32(height)
  }
}
