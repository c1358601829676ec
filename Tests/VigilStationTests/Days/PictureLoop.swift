import VigilMedia
import VigilTestSupport

/// Some pictures that were encoded once and are sent again and again, each a key frame.
struct PictureLoop: Sendable {
  /// Seconds from one picture to the next.
  static let interval = 40.0

  private let recording: PacketStretch

  /// Encodes them.
  init() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("loop.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=1:duration=8", "-c:v", "libx264", "-preset", "ultrafast",
      "-pix_fmt", "yuv420p", "-threads", "1", "-bf", "0", "-g", "1", path)
    let ring = PacketRing(seconds: 1000, byteLimit: 1 << 20)
    var options = MediaSourceOptions()
    options.packets = ring
    for try await _ in try MediaSource(path, options: options) {}
    recording = ring.packets(from: -.infinity, to: .infinity)[0]
  }

  /// A connection to a camera that shows them.
  struct Connection {
    private let loop: PictureLoop
    private let ring: PacketRing
    private let reading: Int
    private var next = 0

    init(_ loop: PictureLoop, _ ring: PacketRing) {
      (self.loop, self.ring) = (loop, ring)
      reading = ring.beginReading()
      reconnect()
    }

    func reconnect() { ring.beginStretch(loop.recording.streams, isNewConnection: true, reading: reading) }

    /// Sends a picture that is shown at a time of the stream and arrives now.
    mutating func send(at time: Double, arrival: Double) {
      let packet = loop.recording.video[next % loop.recording.video.count]
      next += 1
      let number = ring.append(.video, bytes: packet.bytes, isKey: true, stamp: time, reading: reading)
      ring.place(number, at: time, arrival: arrival, reading: reading)
    }
  }
}
