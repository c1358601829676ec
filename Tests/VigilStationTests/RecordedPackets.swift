import Foundation
import Testing
import VigilTestSupport

/// The packets of a recording and its pictures as FFmpeg decodes them.
struct RecordedPackets {
  private struct Output: Decodable {
    struct Packet: Decodable {
      var codecType: String
      var pts: Int?
      var dts: Int?
      var flags: String
    }
    struct Frame: Decodable {
      var mediaType: String
      var pts: Int?
    }
    struct Stream: Decodable {
      var codecType: String
      var timeBase: String
    }
    var packetsAndFrames: [PacketOrFrame]
    var streams: [Stream]

    enum PacketOrFrame: Decodable {
      case packet(Packet)
      case frame(Frame)

      private enum Keys: CodingKey { case type }

      init(from decoder: any Decoder) throws {
        let type = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .type)
        self = type == "packet" ? .packet(try Packet(from: decoder)) : .frame(try Frame(from: decoder))
      }
    }
  }

  private let video: [Output.Packet]
  private let frames: [Output.Frame]
  private let timeBase: Double
  let soundPackets: Int

  init(_ path: String) throws {
    let text = try CommandLineTool.run(
      "ffprobe",
      [
        "-v", "error", "-show_packets", "-show_frames", "-show_streams", "-of", "json", path,
      ])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let output = try decoder.decode(Output.self, from: Data(text.utf8))
    let packets = output.packetsAndFrames.compactMap {
      if case .packet(let packet) = $0 { packet } else { nil }
    }
    video = packets.filter { $0.codecType == "video" }
    soundPackets = packets.count - video.count
    frames = output.packetsAndFrames.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
      .filter { $0.mediaType == "video" }
    let base = output.streams.first { $0.codecType == "video" }?.timeBase.split(separator: "/").compactMap {
      Double($0)
    }
    timeBase = base.map { $0[0] / $0[1] } ?? .nan
  }

  /// How many pictures it has.
  var pictures: Int { video.count }

  /// Whether pictures are decoded in another order than they are shown in.
  var isReordered: Bool { zip(video, video.dropFirst()).contains { ($0.pts ?? 0) > ($1.pts ?? 0) } }

  /// Expects times that every player can work with, and every picture.
  ///
  /// - Parameter isSteady: Whether it is from after the beginning of a connection: the first pictures come at once and without stamps
  ///   while FFmpeg looks at them, and a busy server may leave some out.
  func expectOrder(_ what: String, isSteady: Bool) {
    #expect(video.first?.flags.contains("K") == true, "\(what)")
    #expect(video.allSatisfy { $0.pts != nil && $0.dts != nil }, "\(what)")
    let (shown, decoded) = (video.compactMap(\.pts), video.compactMap(\.dts))
    #expect(zip(decoded, decoded.dropFirst()).allSatisfy { $0 < $1 }, "\(what): times of decoding go back")
    #expect(zip(shown, decoded).allSatisfy { $0 >= $1 }, "\(what): shown before it is decoded")
    #expect(Set(shown).count == shown.count, "\(what): two pictures at a time")
    // FFmpeg gives pictures in the order that the codec says, whatever the file says of their times.
    let times = frames.compactMap(\.pts)
    #expect(!times.isEmpty, "\(what): no picture can be decoded")
    guard isSteady else { return }
    #expect(times.count == shown.count, "\(what): a picture cannot be decoded")
    #expect(times == shown.sorted(), "\(what): another order than the codec's")
    let steps = zip(times, times.dropFirst()).map { Double($1 - $0) * timeBase }
    // A server on a busy machine may leave pictures out.
    #expect(steps.allSatisfy { $0 > 0.02 }, "\(what): \(steps.min() ?? 0) to \(steps.max() ?? 0) s")
  }
}
