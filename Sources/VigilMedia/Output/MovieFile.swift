import CFFmpeg
import Foundation
import VigilCore

/// An MP4 file that is written beside its place and renamed once it is complete. Belongs to one thread.
///
/// If it is released unfinished, it removes the partial file, or if that is recoverable, puts it in its place, or leaves it where it
/// is.
final class MovieFile {
  /// How a file is laid out, and what becomes of it when it is not finished.
  enum Form {
    /// With its index in front; removed when it is not finished.
    case whole
    /// In pieces that can be played as far as they were written, under the name `NAME.partial`; put into its place.
    case recoverable
    /// In such pieces of at most a second; it stays `NAME.partial`, for another file is made of it.
    case growing

    /// The most seconds that are lost when the program is killed; nil for all of them.
    var pieceSeconds: Int? {
      switch self {
      case .whole: nil
      case .recoverable: 2
      case .growing: 1
      }
    }
  }

  let context: UnsafeMutablePointer<AVFormatContext>

  private let place: Neighbour
  private let form: Form
  /// Keeps others from sweeping the file away while it is written.
  private let lock: Int32
  private var isOpen = false
  private var hasBegun = false
  private var isFinished = false

  /// Creates the file, with missing folders. Streams are added to `context` before `begin()`.
  ///
  init(_ destination: URL, form: Form = .whole) throws(MediaError) {
    FFmpegLibrary.prepare()
    self.form = form
    place = form == .whole ? Neighbour(of: destination) : Neighbour(visibleBeside: destination)
    var context: UnsafeMutablePointer<AVFormatContext>?
    avformat_alloc_output_context2(&context, nil, "mp4", place.url.path)
    guard let context else {
      throw MediaError(.noEncoder, "the installed FFmpeg cannot write MP4 files")
    }
    do throws(CoreError) {
      try Destination.makeFolder(destination.deletingLastPathComponent())
      lock = try place.create()
    } catch {
      avformat_free_context(context)
      throw MediaError(.cannotWrite, error.message)
    }
    self.context = context
    let path = "file:" + place.url.path
    let (status, log) = MediaLog.capturing { avio_open(&context.pointee.pb, path, AVIO_FLAG_WRITE) }
    guard status >= 0 else { throw error(status, log) }
    isOpen = true
  }

  deinit {
    if isOpen { avio_closep(&context.pointee.pb) }
    avformat_free_context(context)
    if !isFinished {
      // What a full disk cut short can still be played.
      switch form {
      case .recoverable where hasBegun: try? place.moveIntoPlace()
      case .growing where hasBegun: break
      default: place.remove()
      }
    }
    close(lock)
  }

  /// Removes the file; nothing can be written afterwards.
  func discard() {
    place.remove()
    isFinished = true
  }

  /// Adds a stream.
  func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    guard let stream = avformat_new_stream(context, nil) else {
      throw MediaError(.cannotWrite, "cannot write \(place.destination.path): no memory for a stream")
    }
    return stream
  }

  /// Whether the file can hold a sound codec.
  func holds(_ codec: AVCodecID) -> Bool {
    avformat_query_codec(context.pointee.oformat, codec, FF_COMPLIANCE_NORMAL) == 1
  }

  /// Writes the header; all streams are added by now.
  func begin() throws(MediaError) {
    // The index goes to the front, so that a browser can play while it loads; or there are many, each before its pictures.
    let layout =
      form.pieceSeconds.map { seconds in
        [
          "movflags": "+frag_keyframe+empty_moov+delay_moov+default_base_moof",
          "frag_duration": "\(seconds * 1_000_000)",
        ]
      } ?? ["movflags": "+faststart"]
    // Each piece goes to the file at once.
    if form != .whole { context.pointee.flush_packets = 1 }
    // Sound that stays away must not hold up the pictures, nor fill the memory.
    if form == .growing { context.pointee.max_interleave_delta = 500_000 }
    let (status, log) = MediaLog.capturing {
      FFmpegLibrary.withOptions(layout) { avformat_write_header(context, &$0) }
    }
    guard status >= 0 else { throw error(status, log) }
    hasBegun = true
  }

  /// Writes a packet whose times are in `timeBase`; the packet is empty afterwards.
  func write(
    _ packet: UnsafeMutablePointer<AVPacket>, to stream: UnsafeMutablePointer<AVStream>, timeBase: AVRational
  ) throws(MediaError) {
    av_packet_rescale_ts(packet, timeBase, stream.pointee.time_base)
    packet.pointee.stream_index = stream.pointee.index
    packet.pointee.pos = -1
    let (status, log) = MediaLog.capturing { av_interleaved_write_frame(context, packet) }
    guard status >= 0 else { throw error(status, log) }
  }

  /// Puts on the disk what was written so far.
  func synchronize() throws(MediaError) {
    guard fsync(lock) == 0 else {
      throw MediaError(
        .cannotWrite, "cannot write \(place.destination.path): \(String(cString: strerror(errno)))")
    }
  }

  /// Writes the index and moves the file into place, unless it is one that stays where it is.
  func finish() throws(MediaError) {
    let (status, log) = MediaLog.capturing { av_write_trailer(context) }
    guard status >= 0 else { throw error(status, log) }
    isOpen = false
    let (closed, closeLog) = MediaLog.capturing { avio_closep(&context.pointee.pb) }
    guard closed >= 0 else { throw error(closed, closeLog) }
    // Its bytes are on the disk before its name is: after a power cut, a file that is there is whole.
    try synchronize()
    if form == .growing {
      isFinished = true
      return
    }
    do {
      try place.moveIntoPlace()
    } catch {
      throw MediaError(.cannotWrite, error.message)
    }
    isFinished = true
  }

  private func error(_ status: Int32, _ log: String?) -> MediaError {
    let advice =
      status == vigil_error_disk_full ? "the disk is full; make room" : Demuxer.reason(status, log: log)
    return MediaError(.cannotWrite, "cannot write \(place.destination.path): \(advice)")
  }
}
