import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// What cameras do, in real time.
@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A camera on this machine` {
  private func source(
    _ address: String, _ change: (inout MediaSourceOptions) -> Void = { _ in }
  ) throws -> MediaSource {
    var options = MediaSourceOptions()
    // Room for all that comes while a test is held up.
    options.bufferedFrames = 1000
    change(&options)
    return try MediaSource(address, options: options)
  }

  @Test func `is opened once for its facts and its pictures`() async throws {
    let camera = try FakeCamera { $0.isForOne = true }
    let source = try source(camera.address())
    let facts = try await source.facts()
    #expect(facts.codec == "h264" && facts.width == 160 && facts.height == 120 && facts.isLive)
    #expect(try await source.elements(frames: 5).order == "fffff")
    #expect(camera.connections.count == 1)
  }

  @Test func `that rejects the password is asked once`() async throws {
    let camera = try FakeCamera { $0.credentials = "viewer:hunter2" }
    let source = try source(camera.address(user: "viewer:wrong@"))
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .unauthorized && error?.message.contains("wrong") == false)
    #expect(camera.requests.count { $0.hasPrefix("DESCRIBE") } == 2, "without the password, and with it")
    let known = try self.source(camera.address(user: "viewer:hunter2@"))
    #expect(try await known.elements(frames: 1).frames.count == 1)
  }

  @Test(
    arguments: [
      // The stamps wrap around, jump an hour on or back, or stand still.
      { @Sendable number in UInt32.max - 90_000 &+ UInt32(number) &* 9000 },
      { number in UInt32(number) &* 9000 &+ (number < 20 ? 0 : 324_000_000) },
      { number in 400_000_000 &+ UInt32(number) &* 9000 &- (number < 20 ? 0 : 324_000_000) },
      { _ in 5 },
    ] as [@Sendable (Int) -> UInt32])
  func `has right times, whatever its stamps do`(stamp: @escaping @Sendable (Int) -> UInt32) async throws {
    let camera = try FakeCamera { $0.stamp = stamp }
    let frames = try await source(camera.address()).elements(frames: 50)
    #expect(frames.gaps.isEmpty && frames.losses.isEmpty)
    try expectTimes(of: frames.frames, from: camera, within: 0.5)
  }

  @Test func `loses packets without being lost`() async throws {
    let camera = try FakeCamera { $0.lossInterval = 50 }
    let elements = try await source(camera.address()).elements(frames: 40)
    #expect(elements.losses.isEmpty)
  }

  @Test(arguments: [5.0, 10])
  func `that sends JPEG pictures without stamps has times within two percent of the clock`(rate: Double)
    async throws
  {
    let camera = try FakeCamera { $0.rate = rate }
    let source = try source(camera.address("/video.mjpg", scheme: "http"))
    let frames = try await source.elements(frames: Int(15 * rate)).frames
    #expect(source.isLive)
    try expectTimes(of: frames, from: camera, within: 0.3)
  }

  @Test
  func `that sends faster than it is decoded is never seen late, and what is skipped is counted`()
    async throws
  {
    let pictures = try CameraPictures(size: "1280x720", count: 100, keyInterval: 10)
    let slow = try FakeCamera(pictures) { $0.rate = 1000 }
    // As fast as this machine can, now, once it has begun.
    var began = 0.0
    var decoded = 0
    for try await _ in try source(slow.address(), { ($0.latenessLimit, $0.bufferedFrames) = (.infinity, 4) })
    {
      decoded += 1
      if decoded == 20 { began = FakeCamera.now }
      if decoded == 120 { break }
    }
    let cost = (FakeCamera.now - began) / 100
    slow.stop()

    let camera = try FakeCamera(pictures) { $0.rate = 6 / cost }
    let source = try source(camera.address()) { $0.bufferedFrames = 4 }
    var oldest = 0.0
    var (last, seen) = (0, 0)
    for try await case .frame(let frame) in source {
      let sent = camera.sent
      let age = FakeCamera.now - sent[frame.index].began
      // What came in while the camera was opened may be older.
      if sent[frame.index].began > sent[0].began + 5 { oldest = max(oldest, age) }
      last = frame.index
      seen += 1
      if sent[frame.index].began > sent[0].began + 15 { break }
    }
    // Three seconds, and as much for a machine that is busy with other tests; without a limit it would be ten.
    #expect(oldest < 3 + 3, "seconds from sending a picture to seeing it")
    let status = source.status
    #expect(status.lateFrames > 0 && status.lateReports >= 1, "\(last) pictures, \(cost) s for each")
    #expect(seen + status.lateFrames + status.droppedFrames > last, "each is seen or counted")
    #expect(camera.connections.count == 1)
  }

  /// Expects that frames have the times at which they were sent, on average: single ones may be held up.
  private func expectTimes(of frames: [Frame], from camera: FakeCamera, within seconds: Double) throws {
    let sent = Dictionary(camera.sent.map { ($0.picture, $0.time) }) { first, _ in first }
    let offsets = try frames.map { $0.time - (try #require(sent[$0.index])) }
    func mean(_ offsets: some Collection<Double>) -> Double {
      offsets.reduce(0, +) / Double(offsets.count)
    }
    let drift = mean(offsets.suffix(10)) - mean(offsets.prefix(10))
    #expect(abs(drift) < seconds)
  }
}

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `The transport of a camera` {
  private func source(_ camera: FakeCamera, _ transport: RTSPTransport) throws -> MediaSource {
    var options = MediaSourceOptions()
    (options.transport, options.bufferedFrames) = (transport, 1000)
    return try MediaSource(camera.address(), options: options)
  }

  @Test(
    arguments: [
      (.automatic, [.tcp, .udp], "TCP", 1),
      (.automatic, [.udp], "UDP", 2), (.udp, [.tcp, .udp], "UDP", 1), (.udp, [.tcp], "TCP", 2),
      (.multicast, [.tcp, .udp], "TCP", 2), (.tcp, [.tcp, .udp], "TCP", 1),
    ] as [(RTSPTransport, Set<FakeCamera.Transport>, String, Int)])
  func `is one that it offers`(
    transport: RTSPTransport, offered: Set<FakeCamera.Transport>, used: String, connections: Int
  ) async throws {
    let camera = try FakeCamera { $0.transports = offered }
    let elements = try await source(camera, transport).elements(frames: 5)
    #expect(elements.order == "fffff")
    #expect(camera.connections.count == connections)
    #expect(camera.transports == [used == "UDP" ? .udp : .tcp])
  }

  @Test func `falls back to TCP if nothing arrives over UDP`() async throws {
    let camera = try FakeCamera {
      $0.transports = [.tcp, .udp]
      $0.losesUDP = true
    }
    #expect(try await source(camera, .udp).elements(frames: 3).order == "fff")
    #expect(camera.transports == [.udp, .tcp])
  }

  @Test func `that it refuses is an error that says so`() async throws {
    let camera = try FakeCamera { $0.transports = [.udp] }
    let error = await #expect(throws: MediaError.self) { try await source(camera, .tcp).frames() }
    #expect(error?.code == .unsupportedTransport && error?.message.contains("--transport") == true)
  }

  @Test(.enabled(if: Multicast.isRouted, "this machine has no route for multicast"))
  func `may be multicast`() async throws {
    let camera = try FakeCamera { $0.transports = [.multicast] }
    #expect(try await source(camera, .multicast).elements(frames: 5).order == "fffff")
    #expect(camera.transports == [.multicast])
  }
}

/// Whether datagrams to a group come back to this machine.
private enum Multicast {
  static let isRouted: Bool = {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(socket) }
    var request = ip_mreq()
    request.imr_multiaddr.s_addr = inet_addr("239.255.1.1")
    return setsockopt(
      socket, Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, &request, socklen_t(MemoryLayout<ip_mreq>.size)) == 0
  }()
}
