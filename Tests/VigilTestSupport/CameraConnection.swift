import Foundation
import Synchronization

/// One connection of a fake camera. Belongs to one thread.
final class CameraConnection {
  private let camera: FakeCamera
  private let socket: Int32
  private let number: Int
  private var received: [UInt8] = []
  private var transport = FakeCamera.Transport.tcp
  private var channel: Datagrams?
  /// RTP's number of the next packet.
  private var sequence: UInt16 = 0
  private var isPlaying = false
  /// Pictures of another size that it sends now.
  private var resized: CameraPictures?

  init(_ camera: FakeCamera, socket: Int32, number: Int) {
    (self.camera, self.socket, self.number) = (camera, socket, number)
  }

  /// Answers until the client or the camera is gone.
  func serve() {
    while !isPlaying {
      guard let request = request(within: 60) else { return }
      guard answer(request) else { return }
    }
    play { self.send(picture: $0) }
  }

  // MARK: Requests

  private func request(within seconds: Double) -> String? {
    let deadline = FakeCamera.now + seconds
    while true {
      if received.first == UInt8(ascii: "$"), received.count >= 4 {
        // The client's reports on a connection that also carries pictures.
        let length = 4 + Int(received[2]) << 8 + Int(received[3])
        guard received.count < length else {
          received.removeFirst(length)
          continue
        }
      } else if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
        let text = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        received.removeSubrange(..<end.upperBound)
        return text
      }
      guard wait(until: deadline), read() else { return nil }
    }
  }

  /// Waits for data; false if there is none.
  private func wait(until deadline: Double) -> Bool {
    var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, Int32(max(0, (deadline - FakeCamera.now) * 1000).rounded(.up))) > 0
  }

  private func read() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(socket, &bytes, bytes.count, 0)
    guard count > 0 else { return false }
    received += bytes.prefix(count)
    return true
  }

  /// Answers a request; false if the connection is over.
  private func answer(_ request: String) -> Bool {
    let lines = request.split(separator: "\r\n").map(String.init)
    let words = lines[0].split(separator: " ").map(String.init)
    guard words.count == 3 else { return false }
    camera.state.withLock { $0.requests.append(lines[0]) }
    func header(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
    let isHTTP = words[2].hasPrefix("HTTP")
    func reply(_ status: String, _ headers: [String] = [], _ body: String = "") -> Bool {
      let fields = ["CSeq: \(header("CSeq") ?? "0")"] + headers + ["Content-Length: \(body.utf8.count)"]
      let version = isHTTP ? "HTTP/1.0" : "RTSP/1.0"
      return send(
        Array(("\(version) \(status)\r\n" + fields.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }
    let behaviour = camera.behaviour
    if words[0] != "OPTIONS" {
      let wanted = behaviour.credentials.map { "Basic " + Data($0.utf8).base64EncodedString() }
      if behaviour.refusesAll || wanted != nil && header("Authorization") != wanted {
        return reply("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"camera\""]) && !isHTTP
      }
    }
    switch words[0] {
    case "OPTIONS": return reply("200 OK", ["Public: DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"])
    case "DESCRIBE": return reply("200 OK", ["Content-Type: application/sdp"], description)
    case "SETUP":
      guard let found = set(up: header("Transport") ?? "", behaviour) else {
        return reply("461 Unsupported Transport")
      }
      return reply("200 OK", ["Session: \(number)", "Transport: \(found)"])
    case "PLAY":
      if behaviour.resetsOnPlay {
        resetAtEnd()
        return false
      }
      isPlaying = true
      return reply("200 OK", ["Session: \(number)", "RTP-Info: url=stream;seq=0"])
    case "GET_PARAMETER": return reply("200 OK", ["Session: \(number)"])
    case "GET":
      serveHTTP(words[1])
      return false
    default:
      _ = reply("200 OK")
      return false
    }
  }

  /// Has the end of the connection be a reset.
  private func resetAtEnd() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  private var description: String {
    """
    v=0\r
    o=- 0 0 IN IP4 127.0.0.1\r
    s=Fake camera\r
    c=IN IP4 0.0.0.0\r
    t=0 0\r
    m=video 0 RTP/AVP 96\r
    a=rtpmap:96 H264/90000\r
    a=fmtp:96 packetization-mode=1;sprop-parameter-sets=\((camera.behaviour.resized ?? camera.pictures).parameters)\r
    a=control:stream\r\n
    """
  }

  /// Agrees on how packets are carried; nil if the camera cannot do it.
  private func set(up wish: String, _ behaviour: FakeCamera.Behaviour) -> String? {
    transport = wish.contains("TCP") ? .tcp : wish.contains("multicast") ? .multicast : .udp
    guard behaviour.transports.contains(transport) else { return nil }
    camera.state.withLock { $0.transports.append(transport) }
    switch transport {
    case .tcp: return "RTP/AVP/TCP;unicast;interleaved=0-1"
    case .udp:
      guard let client = wish.firstMatch(of: /client_port=(\d+)/).flatMap({ UInt16($0.1) }) else {
        return nil
      }
      channel = Datagrams(to: FakeCamera.address(port: client))
      return "RTP/AVP;unicast;client_port=\(client)-\(client + 1);server_port=6970-6971"
    case .multicast:
      // A group of its own for each camera, for tests that run at the same time.
      let (group, port) = ("239.255.\(camera.port >> 8).\(camera.port & 255)", camera.port & ~1)
      channel = Datagrams(to: FakeCamera.address(group, port: port))
      return "RTP/AVP;multicast;destination=\(group);port=\(port)-\(port + 1);ttl=1"
    }
  }

  // MARK: Pictures

  private func serveHTTP(_ path: String) {
    let jpegs = camera.pictures.jpegs
    guard !path.prefix(while: { $0 != "?" }).hasSuffix(".jpg") else {
      let head = "HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpegs[0].count)\r\n\r\n"
      _ = send(Array(head.utf8) + jpegs[0])
      return
    }
    let head = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=part\r\n\r\n"
    guard send(Array(head.utf8)) else { return }
    play { picture in
      let jpeg = jpegs[picture % jpegs.count]
      let head = "--part\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpeg.count)\r\n\r\n"
      return self.send(Array(head.utf8) + jpeg + Array("\r\n".utf8))
    }
  }

  /// Sends pictures in time until one of both sides has enough.
  private func play(_ sendPicture: (Int) -> Bool) {
    var due = FakeCamera.now
    var picture = 0
    while true {
      // Answers what the client says meanwhile, such as that it is still there.
      while wait(until: due) {
        guard read() else { return }
        while !received.isEmpty, let request = request(within: 0) { guard answer(request) else { return } }
      }
      let behaviour = camera.behaviour
      if picture >= behaviour.picturesPerConnection { return }
      due += 1 / behaviour.rate
      if behaviour.isStalled || picture >= behaviour.nextPause { continue }
      let time = due - 1 / behaviour.rate
      let sent = FakeCamera.Sent(
        connection: number, picture: picture, time: time, began: FakeCamera.now, taken: time - behaviour.delay
      )
      if behaviour.reportsTime, transport == .tcp, picture % max(1, Int(behaviour.rate)) == 0 {
        guard send(report(of: picture, taken: sent.taken)) else { return }
      }
      camera.state.withLock { $0.sent.append(sent) }
      guard sendPicture(picture) else { return }
      picture += 1
    }
  }

  /// A sender report: what the clock of the camera said when a picture was taken.
  private func report(of picture: Int, taken: Double) -> [UInt8] {
    // NTP counts from 1900, in parts of 2^-32 s.
    let date = Date().timeIntervalSince1970 - FakeCamera.now + taken + 2_208_988_800
    let fraction = UInt32((date - date.rounded(.down)) * 0x1p32)
    let parts: [UInt32] = [1, UInt32(date), fraction, stamp(of: picture), 0, 0]
    return [UInt8(ascii: "$"), 1, 0, 28, 0x80, 200, 0, 6] + parts.flatMap(Self.bytes)
  }

  /// The highest byte first, as networks have it.
  private static func bytes(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private func stamp(of picture: Int) -> UInt32 {
    let behaviour = camera.behaviour
    return behaviour.stamp?(picture)
      ?? UInt32(truncatingIfNeeded: Int(Double(picture) * 90_000 / behaviour.rate))
  }

  /// Sends one picture as RTP packets, of which only the last is marked.
  private func send(picture: Int) -> Bool {
    let behaviour = camera.behaviour
    if (resized == nil) != (behaviour.resized == nil) {
      let next = behaviour.resized ?? camera.pictures
      if next.isKey(picture % next.count) { resized = behaviour.resized }
    }
    let pictures = resized ?? behaviour.shown ?? camera.pictures
    var units = pictures.units[behaviour.isFrozen ? 0 : picture % pictures.count]
    if behaviour.numbersPictures {
      let place = units.firstIndex(where: NumberedPicture.isSlice) ?? units.endIndex
      units.insert(camera.picture(picture, connection: number).message, at: place)
    }
    let stamp = stamp(of: picture)
    var bytes: [UInt8] = []
    let payloads = units.flatMap(Self.payloads)
    for (index, payload) in payloads.enumerated() {
      var packet: [UInt8] = [0x80, 96 | (index + 1 == payloads.count ? 0x80 : 0)]
      packet += [UInt8(sequence >> 8), UInt8(sequence & 255)]
      packet += Self.bytes(stamp) + [0, 0, 0, 1]
      packet += payload
      sequence &+= 1
      if behaviour.lossInterval > 0, Int(sequence) % behaviour.lossInterval == 0 { continue }
      if behaviour.damageInterval > 0, Int(sequence) % behaviour.damageInterval == 0 {
        // The header stays: what carries it is sound.
        for place in packet.indices.dropFirst(13) { packet[place] ^= 0x5A }
      }
      if let channel {
        if !behaviour.losesUDP { channel.send(packet) }
      } else {
        bytes += [UInt8(ascii: "$"), 0, UInt8(packet.count >> 8), UInt8(packet.count & 255)] + packet
      }
    }
    return bytes.isEmpty || send(bytes)
  }

  /// A unit of H.264 in pieces that fit into a packet.
  private static func payloads(_ unit: [UInt8]) -> [[UInt8]] {
    guard unit.count > 1400 else { return [unit] }
    let pieces = stride(from: 1, to: unit.count, by: 1400)
    return pieces.map { start in
      let end = min(start + 1400, unit.count)
      let flags: UInt8 = (start == 1 ? 0x80 : 0) | (end == unit.count ? 0x40 : 0)
      return [unit[0] & 0xE0 | 28, flags | unit[0] & 0x1F] + unit[start..<end]
    }
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
