import CFFmpeg

/// A decoder of one video stream. Belongs to one thread.
final class PictureDecoder {
  /// The picture from the last `receive()`.
  let picture: UnsafeMutablePointer<AVFrame>
  private let context: UnsafeMutablePointer<AVCodecContext>

  /// Opens the decoder of a stream.
  init(_ stream: UnsafeMutablePointer<AVStream>, threads: Int, sourceName: String) throws(MediaError) {
    let parameters = stream.pointee.codecpar
    let codec = avcodec_find_decoder(parameters?.pointee.codec_id ?? AV_CODEC_ID_NONE)
    guard let codec, let context = avcodec_alloc_context3(codec), let picture = av_frame_alloc() else {
      let name = avcodec_get_name(parameters?.pointee.codec_id ?? AV_CODEC_ID_NONE).map {
        String(cString: $0)
      }
      throw MediaError(
        .noDecoder,
        "\(sourceName) needs a decoder for \(name ?? "its format"), which the installed FFmpeg lacks")
    }
    self.context = context
    self.picture = picture
    avcodec_parameters_to_context(context, parameters)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = Int32(max(1, threads))
    vigil_keep_packet_numbers(context)
    let (status, log) = MediaLog.capturing {
      // A damaged header may claim a picture that fills the memory; 8192 x 8192 is the largest accepted.
      FFmpegLibrary.withOptions(["max_pixels": "\(8192 * 8192)"]) { avcodec_open2(context, codec, &$0) }
    }
    guard status >= 0 else {
      throw MediaError(
        .noDecoder,
        "cannot start the \(String(cString: codec.pointee.name)) decoder for \(sourceName): \(Demuxer.reason(status, log: log))"
      )
    }
  }

  deinit {
    var picture: UnsafeMutablePointer<AVFrame>? = picture
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    av_frame_free(&picture)
    avcodec_free_context(&context)
  }

  /// The number that the packet of the picture was sent with, or -1.
  var pictureNumber: Int { Int(vigil_picture_number(picture)) }

  /// Gives the decoder a packet, or nil at the end. False when the packet cannot be decoded.
  func send(_ packet: UnsafeMutablePointer<AVPacket>?, number: Int = -1) -> Bool {
    if let packet { vigil_number_packet(context, packet, Int64(number)) }
    let (status, _) = MediaLog.capturing { avcodec_send_packet(context, packet) }
    return status >= 0 || status == vigil_error_again || status == vigil_error_end
  }

  /// Forgets what is being decoded; the next packet must be one that decoding can begin with.
  func flush() { avcodec_flush_buffers(context) }

  /// The result of asking for a picture.
  enum Receipt { case picture, nothingYet, end, undecodable }

  /// Decodes the next picture into `picture`.
  func receive() -> Receipt {
    let (status, _) = MediaLog.capturing { avcodec_receive_frame(context, picture) }
    return switch status {
    case 0...: .picture
    case vigil_error_again: .nothingYet
    case vigil_error_end: .end
    default: .undecodable
    }
  }
}
