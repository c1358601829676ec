import CFFmpeg
import Foundation
import VigilCore

/// Reads the files of a sequence of pictures as the packets of a video. Belongs to one thread.
///
/// FFmpeg opens only the first, to find out what the pictures are: its own reader of sequences ends at the first number that is
/// missing, and takes `10.jpg` before `2.jpg`.
final class PictureReader {
  /// The name of the container.
  static let format = "image2"

  private let sequence: PictureSequence
  private let rate: Double
  private var next = 0

  /// Looks for a sequence behind an address; nil if it is something else.
  ///
  /// - Parameter rate: pictures a second.
  /// - Throws: `unsupportedSource` if it could be several, `notFound` if there is no such picture.
  init?(_ address: SourceAddress, rate: Double) throws(MediaError) {
    guard address.kind == .file, let path = address.path else { return nil }
    do throws(CoreError) {
      guard let sequence = try PictureSequence(path) else { return nil }
      self.sequence = sequence
    } catch {
      throw MediaError(error.code == .severalSequences ? .unsupportedSource : .notFound, error.message)
    }
    self.rate = rate
  }

  /// How many numbers have no picture.
  var missing: Int { sequence.missing }

  /// The first picture, for FFmpeg.
  var url: String { "file:" + sequence.files[0].path }

  /// Options to open it with.
  var options: [String: String] { ["framerate": "\(rate)", "pattern_type": "none"] }

  /// Tells a stream, which knows of one picture, of all.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) {
    stream.pointee.nb_frames = Int64(sequence.names.count)
    stream.pointee.duration = ticks(sequence.names.count, of: stream)
    stream.pointee.avg_frame_rate = av_d2q(rate, 100_000)
  }

  /// Whether there are more pictures.
  var hasNext: Bool { next < sequence.names.count }

  /// Reads the next picture into an empty packet; false if it cannot be read, or is empty.
  func readNext(into packet: UnsafeMutablePointer<AVPacket>, of stream: UnsafeMutablePointer<AVStream>)
    -> Bool
  {
    let number = next
    next += 1
    let file = sequence.folder.appending(path: sequence.names[number])
    // The decoder would take an empty packet for the end.
    guard let data = FileManager.default.contents(atPath: file.path), !data.isEmpty,
      let size = Int32(exactly: data.count), av_new_packet(packet, size) >= 0
    else { return false }
    data.copyBytes(to: packet.pointee.data, count: data.count)
    packet.pointee.stream_index = stream.pointee.index
    packet.pointee.pts = ticks(number, of: stream)
    packet.pointee.dts = packet.pointee.pts
    packet.pointee.duration = ticks(number + 1, of: stream) - packet.pointee.pts
    packet.pointee.flags |= AV_PKT_FLAG_KEY
    return true
  }

  /// When a picture is shown, in the time base of the stream.
  private func ticks(_ number: Int, of stream: UnsafeMutablePointer<AVStream>) -> Int64 {
    Int64((Double(number) / rate / av_q2d(stream.pointee.time_base)).rounded())
  }
}
