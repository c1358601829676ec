import CFFmpeg
import Foundation
import VigilCore

/// An MP4 file that is written beside its place and renamed once it is complete. Belongs to one thread.
///
/// If it is released unfinished, it removes the partial file, or if that is recoverable, puts it in its place.
final class MovieFile {
  let context: UnsafeMutablePointer<AVFormatContext>
  /// The most seconds of a recoverable file that are lost when the program is killed.
  private static let pieceSeconds = 2

  private let place: Neighbour
  private let isRecoverable: Bool
  /// Keeps others from sweeping the file away while it is written.
  private let lock: Int32
  private var isOpen = false
  private var hasBegun = false
  private var isFinished = false

  /// Creates the file, with missing folders. Streams are added to `context` before `begin()`.
  ///
  /// - Parameter isRecoverable: Whether it can be played as far as it was written, under the name `NAME.partial`.
  init(_ destination: URL, isRecoverable: Bool = false) throws(MediaError) {
    FFmpegLibrary.prepare()
    self.isRecoverable = isRecoverable
    place = isRecoverable ? Neighbour(visibleBeside: destination) : Neighbour(of: destination)
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
      if isRecoverable, hasBegun { try? place.moveIntoPlace() } else { place.remove() }
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
      isRecoverable
      ? [
        "movflags": "+frag_keyframe+empty_moov+delay_moov+default_base_moof",
        "frag_duration": "\(Self.pieceSeconds * 1_000_000)",
      ] : ["movflags": "+faststart"]
    // Each piece goes to the file at once.
    if isRecoverable { context.pointee.flush_packets = 1 }
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

  /// Writes the index and moves the file into place.
  func finish() throws(MediaError) {
    let (status, log) = MediaLog.capturing { av_write_trailer(context) }
    guard status >= 0 else { throw error(status, log) }
    isOpen = false
    let (closed, closeLog) = MediaLog.capturing { avio_closep(&context.pointee.pb) }
    guard closed >= 0 else { throw error(closed, closeLog) }
    // Its bytes are on the disk before its name is: after a power cut, a file that is there is whole.
    let descriptor = open(place.url.path, O_RDONLY)
    _ = fsync(descriptor)
    _ = close(descriptor)
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
