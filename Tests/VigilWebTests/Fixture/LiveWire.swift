import Foundation
import VigilMedia
import VigilTestSupport
import VigilWeb

extension RouteTable.Route {
  /// Whether its answer goes on for as long as its client wants.
  var isStream: Bool { path.hasSuffix("/stream") || path.hasSuffix("/live") }
}

/// A live stream as a client reads it.
final class LiveWire {
  /// A record as it came.
  struct Record {
    var kind: LiveRecord.Kind
    var camera: Int
    var content: [UInt8]

    /// The content as a JSON object.
    var object: [String: Any] {
      get throws { try JSONSerialization.jsonObject(with: Data(content)) as? [String: Any] ?? [:] }
    }
    /// What follows the times of a picture.
    var picture: [UInt8] { Array(content.dropFirst(17)) }
    /// The media time of a picture, in seconds.
    var time: Double { double(at: 1) }
    /// Whether a player can begin with it.
    var isKey: Bool { content.first == 1 }
    /// The JSON object of a beginning, and its segment.
    var beginning: (object: [String: Any], segment: [UInt8]) {
      get throws {
        let count = content.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let object = try JSONSerialization.jsonObject(with: Data(content[4..<4 + count]))
        return (object as? [String: Any] ?? [:], Array(content[(4 + count)...]))
      }
    }

    private func double(at place: Int) -> Double {
      Double(bitPattern: content[place..<place + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }

  private let wire: Wire
  private var waiting: [UInt8] = []
  /// The head of the answer.
  let head: String

  init(_ wire: Wire, _ client: Client, _ query: String = "") throws {
    self.wire = wire
    wire.send(client.text("GET", "/api/v1/live" + query))
    head = try wire.read(until: "\r\n\r\n")
  }

  /// The next record.
  func next() throws -> Record {
    let head = try bytes(6)
    guard let kind = LiveRecord.Kind(rawValue: head[4]) else {
      throw CommandLineTool.Failure(description: "no record begins with \(head)")
    }
    let count = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return Record(kind: kind, camera: Int(head[5]), content: try bytes(count - 2))
  }

  /// The next record of a kind.
  func next(_ kind: LiveRecord.Kind) throws -> Record {
    while true {
      let record = try next()
      if record.kind == kind { return record }
    }
  }

  /// Whether the station ends the stream before it says more than what is under way.
  func ends() -> Bool { wire.readToEnd() != nil }

  private func bytes(_ count: Int) throws -> [UInt8] {
    while waiting.count < count {
      // A chunk of the answer: its size in a line of its own.
      let line = try wire.read(until: "\r\n").dropLast()
      guard let size = Int(line, radix: 16), size > 0 else {
        throw CommandLineTool.Failure(description: "the stream ended")
      }
      waiting += try wire.read(count: size)
      _ = try wire.read(count: 2)
    }
    defer { waiting.removeFirst(count) }
    return Array(waiting.prefix(count))
  }
}

/// Packets of a recorded video, which come into a ring one by one as from a camera.
final class ReplayedCamera {
  /// What the station copies from.
  let ring: PacketRing
  private let stretch: PacketStretch
  private let reading: Int
  private var index = 0

  /// Encodes a test picture with a key frame each ten pictures, ten a second.
  init(size: String = "160x120", codec: [String] = ["libx264", "-bf", "0"], seconds: Int = 6) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.mkv")
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=\(size):rate=10:duration=\(seconds)", "-pix_fmt"]
        + ["yuv420p", "-c:v"] + codec + ["-g", "10", path])
    let source = PacketRing(seconds: 1000, byteLimit: 256 << 20)
    var options = MediaSourceOptions()
    options.packets = source
    for try await _ in try MediaSource(path, options: options) {}
    guard let stretch = source.packets(from: 0, to: .infinity).first else {
      throw CommandLineTool.Failure(description: "the video has no packets")
    }
    self.stretch = stretch
    ring = PacketRing(seconds: 5, byteLimit: 256 << 20)
    reading = ring.beginReading()
    ring.beginStretch(stretch.streams, isNewConnection: true, reading: reading)
  }

  /// Sends the next pictures; those of the video again and again.
  func send(_ count: Int) {
    for _ in 0..<count {
      let packet = stretch.video[index % stretch.video.count]
      let time = Double(index) / 10
      let number = ring.append(
        .video, bytes: packet.bytes, isKey: packet.isKey, stamp: time, reading: reading)
      ring.place(number, at: time, reading: reading)
      index += 1
    }
  }
}
