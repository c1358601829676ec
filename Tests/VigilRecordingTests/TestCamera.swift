import Foundation
import Synchronization
import VigilCore
import VigilMedia
import VigilRecording
import VigilTestSupport

/// The packets of a recorded picture, which are put into a ring as if they came from a camera.
final class TestCamera {
  /// Pictures a second.
  static let rate = 5.0

  private let streams: PacketStreams
  private var packets: ArraySlice<MediaPacket>
  private let ring: PacketRing
  private let reading: Int
  private var waiting: [(number: Int, time: Double)] = []

  /// Encodes a moving picture and begins to fill a ring with it.
  ///
  /// - Parameters:
  ///   - keyInterval: Seconds from one key frame to the next.
  ///   - clock: Shows 1000 s more than the timeline of the ring.
  convenience init(
    seconds: Int = 60, keyInterval: Int = 2, size: String = "64x48", reorders: Bool = false, ring: PacketRing,
    options: [String] = []
  ) async throws {
    self.init(
      try await Self.record(
        seconds: seconds, keyInterval: keyInterval, size: size, reorders: reorders, options: options),
      ring: ring)
  }

  /// Begins to fill a ring with what was encoded.
  init(_ recording: PacketStretch, ring: PacketRing) {
    streams = recording.streams
    packets = recording.video[...]
    self.ring = ring
    reading = ring.beginReading()
    reconnect()
  }

  /// Encodes a moving picture.
  static func record(
    seconds: Int = 60, keyInterval: Int, size: String = "64x48", reorders: Bool, options: [String] = []
  ) async throws -> PacketStretch {
    let folder = try TemporaryFolder()
    let path = folder.path("a.mkv")
    try CommandLineTool.run(
      "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i",
        "testsrc2=size=\(size):rate=\(Int(Self.rate)):duration=\(seconds)",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1", "-sc_threshold",
        "0", "-bf", reorders ? "2" : "0", "-b_strategy", "0", "-g", "\(keyInterval * Int(Self.rate))",
      ] + options + [path])
    let whole = PacketRing(seconds: 100_000, byteLimit: 256 << 20)
    var options = MediaSourceOptions()
    options.packets = whole
    for try await _ in try MediaSource(path, options: options) {}
    return whole.packets(from: -.infinity, to: .infinity)[0]
  }

  /// Begins a new connection.
  func reconnect() { ring.beginStretch(streams, isNewConnection: true, reading: reading) }

  /// Sends all pictures that are shown up to a moment, and those that they need.
  func send(to end: Double) {
    while let packet = packets.first, packet.time ?? 0 <= end {
      packets.removeFirst()
      let number = ring.append(
        .video, bytes: packet.bytes, isKey: packet.isKey, stamp: packet.stamp, reading: reading)
      waiting.append((number, packet.time ?? 0))
      let next = packets.lazy.compactMap(\.time).prefix(8).min() ?? .infinity
      waiting.sort { $0.time < $1.time }
      while let first = waiting.first, first.time < next {
        ring.place(first.number, at: first.time, arrival: 1000 + first.time, reading: reading)
        waiting.removeFirst()
      }
    }
  }

  /// Loses what it would have sent until a key frame at or after a moment.
  func lose(until end: Double) {
    while let packet = packets.first, !packet.isKey || packet.time ?? 0 < end { packets.removeFirst() }
  }
}

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
  private let time = Mutex(1000.0)

  var now: Double {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }

  var clocks: Clocks {
    Clocks(now: { self.now }, date: { Date(timeIntervalSince1970: 1_800_000_000 + self.now) })
  }
}

/// What was reported, in order.
final class Reports: Sendable {
  private let reports = Mutex<[RecordingReport]>([])

  var all: [RecordingReport] { reports.withLock { $0 } }

  func add(_ report: RecordingReport) { reports.withLock { $0.append(report) } }
}
