import CFFmpeg

/// Makes fragments of MP4 in memory, one of each picture, nothing decoded. Belongs to one thread.
final class FragmentMuxer {
  /// What a player needs before any fragment.
  private(set) var initialSegment: [UInt8] = []
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let stream: UnsafeMutablePointer<AVStream>
  private var packet: UnsafeMutablePointer<AVPacket>?

  /// Pieces are cut where this asks for it; the list of all pieces, which would grow for ever, is left out.
  private static let layout = ["movflags": "+frag_custom+empty_moov+default_base_moof+skip_trailer"]

  /// Begins a stream; its first picture is decoded at tick 0.
  init(_ parameters: StreamParameters) throws(MediaError) {
    FFmpegLibrary.prepare()
    var context: UnsafeMutablePointer<AVFormatContext>?
    avformat_alloc_output_context2(&context, nil, "mp4", nil)
    guard let context else { throw MediaError(.noEncoder, "the installed FFmpeg cannot write MP4") }
    guard let stream = avformat_new_stream(context, nil), let packet = av_packet_alloc() else {
      fatalError("out of memory")
    }
    (self.context, self.stream, self.packet) = (context, stream, packet)
    guard parameters.describe(stream) else {
      throw MediaError(.cannotWrite, "no memory for a stream of \(parameters.codec)")
    }
    stream.pointee.time_base = AVRational(num: 1, den: PacketMovie.pictureRate)
    initialSegment = try written {
      FFmpegLibrary.withOptions(Self.layout) { avformat_write_header(context, &$0) }
    }
  }

  deinit {
    av_packet_free(&packet)
    avformat_free_context(context)
  }

  /// The fragment of a picture.
  func fragment(_ entry: PacketMovie.Entry) throws(MediaError) -> [UInt8] {
    try written {
      guard let packet, av_new_packet(packet, Int32(entry.bytes.count)) >= 0 else {
        fatalError("out of memory")
      }
      entry.bytes.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(packet.pointee.data).copyMemory(from: start, byteCount: bytes.count)
      }
      packet.pointee.flags = entry.isKey ? AV_PKT_FLAG_KEY : 0
      (packet.pointee.pts, packet.pointee.dts) = (entry.presentation, entry.decoding)
      packet.pointee.duration = entry.duration
      av_packet_rescale_ts(
        packet, AVRational(num: 1, den: PacketMovie.pictureRate), stream.pointee.time_base)
      let status = av_write_frame(context, packet)
      av_packet_unref(packet)
      // Nothing in place of a packet asks for the fragment of what was written.
      return status < 0 ? status : av_write_frame(context, nil)
    }
  }

  /// The bytes that FFmpeg writes meanwhile.
  private func written(_ body: () -> Int32) throws(MediaError) -> [UInt8] {
    guard avio_open_dyn_buf(&context.pointee.pb) >= 0 else { fatalError("out of memory") }
    let (status, log) = MediaLog.capturing(body)
    var buffer: UnsafeMutablePointer<UInt8>?
    let count = avio_close_dyn_buf(context.pointee.pb, &buffer)
    context.pointee.pb = nil
    defer { av_free(buffer) }
    guard status >= 0 else {
      throw MediaError(.cannotWrite, "cannot make fragments: \(Demuxer.reason(status, log: log))")
    }
    return [UInt8](UnsafeBufferPointer(start: buffer, count: Int(count)))
  }
}
