import CFFmpeg
import VigilCore

/// The encoder settings.
struct EncoderSettings: Sendable {
  var width: Int
  var height: Int
  /// How many times as wide as high a pixel is shown.
  var pixelAspect: Double
  /// Seconds per tick of the presentation times.
  var timeBase: AVRational
  var frameRate: Double
  /// 0 (lossless) ... 51 (worst), for encoders that support it; nil uses the bit rate.
  var quality: Int?
  /// Bits per second, if no quality is given and for encoders that have none.
  var bitRate: Int
  var threads: Int
  /// The colour properties for players.
  var colors: ColorTags
}

/// The colour tags of a stream, passed on unchanged so that the numbers keep their meaning.
struct ColorTags: Sendable {
  var space: AVColorSpace
  var primaries: AVColorPrimaries
  var transfer: AVColorTransferCharacteristic

  /// The tags for the conversion of `FrameScaler`: BT.601.
  static let bt601 = ColorTags(
    space: AVCOL_SPC_SMPTE170M, primaries: AVCOL_PRI_SMPTE170M, transfer: AVCOL_TRC_SMPTE170M)

  /// The tags of a stream.
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let parameters = stream.pointee.codecpar.pointee
    self.init(
      space: parameters.color_space, primaries: parameters.color_primaries, transfer: parameters.color_trc)
  }

  init(space: AVColorSpace, primaries: AVColorPrimaries, transfer: AVColorTransferCharacteristic) {
    self.space = space
    self.primaries = primaries
    self.transfer = transfer
  }
}

/// An H.264 encoder, whichever the installed FFmpeg has. Belongs to one thread.
final class H264Encoder {
  /// The encoders to try, the best first: software, hardware of small boards, Cisco's.
  static let candidates = ["libx264", "h264_nvmpi", "h264_v4l2m2m", "libopenh264"]

  let name: String
  let context: UnsafeMutablePointer<AVCodecContext>
  private let picture: EncoderPicture
  private let scaler = FrameScaler(flags: vigil_scale_bicubic | vigil_scale_accurate)
  private let size: (width: Int, height: Int)

  /// Opens the first encoder that works.
  init(_ settings: EncoderSettings, candidates: [String]) throws(MediaError) {
    var complaints: [String] = []
    for name in candidates {
      guard let codec = avcodec_find_encoder_by_name(name), let context = avcodec_alloc_context3(codec) else {
        continue
      }
      Self.apply(settings, to: context)
      var options: [String: String] = [:]
      if name == "libx264" {
        options["preset"] = "veryfast"
        if let quality = settings.quality {
          options["crf"] = "\(quality)"
          context.pointee.bit_rate = 0
        }
      }
      let (status, log) = MediaLog.capturing {
        FFmpegLibrary.withOptions(options) { avcodec_open2(context, codec, &$0) }
      }
      guard status >= 0,
        let picture = EncoderPicture(
          width: settings.width, height: settings.height, format: context.pointee.pix_fmt)
      else {
        complaints.append("\(name): \(Demuxer.reason(status, log: log))")
        var unused: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&unused)
        continue
      }
      self.name = name
      self.context = context
      self.picture = picture
      size = (settings.width, settings.height)
      return
    }
    throw MediaError(
      .noEncoder,
      complaints.isEmpty
        ? "the installed FFmpeg has no H.264 encoder; install one with libx264"
        : "no H.264 encoder of the installed FFmpeg works (\(complaints.joined(separator: "; ")))")
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
  }

  private static func apply(
    _ settings: EncoderSettings, to context: UnsafeMutablePointer<AVCodecContext>
  ) {
    context.pointee.width = Int32(settings.width)
    context.pointee.height = Int32(settings.height)
    // The fractions of standards, such as 16:11 or 40:33, have small terms.
    context.pointee.sample_aspect_ratio = av_d2q(settings.pixelAspect, 255)
    context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
    context.pointee.time_base = settings.timeBase
    context.pointee.framerate = av_d2q(settings.frameRate, 1_000_000)
    context.pointee.gop_size = Int32(max(1, min(250, settings.frameRate * 2)))
    context.pointee.bit_rate = Int64(settings.bitRate)
    context.pointee.thread_count = Int32(settings.threads)
    context.pointee.colorspace = settings.colors.space
    context.pointee.color_primaries = settings.colors.primaries
    context.pointee.color_trc = settings.colors.transfer
    context.pointee.color_range = AVCOL_RANGE_MPEG
    // MP4 stores the codec's header separately from the packets.
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
  }

  /// Sends the encoder a frame to be shown at a tick of its time base, or nil at the end.
  func send(_ frame: Frame?, tick: Int64) throws(MediaError) {
    var input: UnsafeMutablePointer<AVFrame>?
    if let frame {
      // H.264 with subsampled chroma has even sizes; an odd last column or row is left out. A frame whose
      // size differs from the first is stretched to it.
      let isSameSize =
        frame.width - frame.width % 2 == size.width && frame.height - frame.height % 2 == size.height
      guard av_frame_make_writable(picture.frame) >= 0,
        scaler.fill(
          picture.frame, with: frame, width: isSameSize ? size.width : frame.width,
          height: isSameSize ? size.height : frame.height)
      else { throw MediaError(.encodingFailed, "cannot convert a frame of \(frame.width) x \(frame.height)") }
      picture.frame.pointee.pts = tick
      input = picture.frame
    }
    let (status, log) = MediaLog.capturing { avcodec_send_frame(context, input) }
    guard status >= 0 else {
      throw MediaError(.encodingFailed, "\(name) cannot encode: \(Demuxer.reason(status, log: log))")
    }
  }

  /// Receives the next packet; false if there is none yet, or at the end.
  func receive(into packet: UnsafeMutablePointer<AVPacket>) throws(MediaError) -> Bool {
    let (status, log) = MediaLog.capturing { avcodec_receive_packet(context, packet) }
    switch status {
    case 0...: return true
    case vigil_error_again, vigil_error_end: return false
    default: throw MediaError(.encodingFailed, "\(name) cannot encode: \(Demuxer.reason(status, log: log))")
    }
  }
}
