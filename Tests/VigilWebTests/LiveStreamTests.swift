import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `A live stream` {
  private func open(_ station: RunningStation, _ client: Client? = nil, _ query: String = "") throws
    -> LiveWire
  {
    let stream = try LiveWire(try station.wire(), client ?? station.nobody, query)
    #expect(stream.head.contains(" 200 ") && stream.head.lowercased().contains("octet-stream"))
    return stream
  }

  @Test func `begins with the cameras, and carries the video of all of them, every picture once`()
    async throws
  {
    let station = try await RunningStation()
    let cameras = ["gate": try await ReplayedCamera(), "yard": try await ReplayedCamera(size: "320x240")]
    for (name, camera) in cameras {
      camera.send(15)
      station.watched.live(name).begin(.packets(camera.ring))
    }
    let stream = try open(station)
    #expect(try stream.next(.cameras).object["cameras"] as? [String] == ["gate", "yard"])
    var (segments, fragments): ([Int: [UInt8]], [Int: [LiveWire.Record]]) = ([:], [:])
    var count = 0
    while fragments.values.contains(where: { $0.count < 25 }) || fragments.count < 2 {
      let record = try stream.next()
      switch record.kind {
      case .beginning:
        let (object, segment) = try record.beginning
        #expect((object["mediaType"] as? String)?.hasPrefix("video/mp4; codecs=\"avc1.") == true)
        #expect(object["width"] as? Int == (record.camera == 0 ? 160 : 320))
        segments[record.camera] = segment
      case .fragment: fragments[record.camera, default: []].append(record)
      case .camera: #expect(try record.object["state"] as? String == "watching")
      default: Issue.record("unasked for: \(record.kind)")
      }
      count += 1
      if count % 2 == 0 { for camera in cameras.values { camera.send(1) } }
    }
    for (number, segment) in segments {
      let all = try #require(fragments[number])
      #expect(all[0].isKey && zip(all, all.dropFirst()).allSatisfy { abs($1.time - $0.time - 0.1) < 1e-6 })
      let path = station.folder.path("\(number).mp4")
      try Data(segment + all.flatMap(\.picture)).write(to: URL(filePath: path))
      #expect(try CommandLineTool.frameCount(path) == all.count)
      try CommandLineTool.ffmpeg("-xerror", "-i", path, "-f", "null", "-")
    }
    #expect(station.count("vigil_http_live_streams") == 1)
  }

  @Test func `tells how cameras are, with the media time of their scores, and gives signs of life`()
    async throws
  {
    let station = try await RunningStation()
    let stream = try open(station, nil, "?camera=yard")
    #expect(try stream.next(.camera).object["name"] as? String == "yard")
    station.server.updates.publish(.camera(WatchedCamera(name: "gate", state: .lost, since: SetClock.origin)))
    station.server.updates.publish(
      .camera(
        WatchedCamera(
          name: "yard", state: .watching, since: SetClock.origin, score: 0.5, scoreDate: SetClock.origin,
          scoreSpan: 12.5...13.25)))
    let told = try stream.next().object
    #expect(told["name"] as? String == "yard")
    #expect(told["scoreStart"] as? Double == 12.5 && told["scoreEnd"] as? Double == 13.25)
    station.server.updates.beat()
    #expect(try stream.next(.ping).object["date"] as? String == "2026-09-21T14:20:00.000Z")
  }

  @Test
  func `gives pictures and the reason of a camera that may not be copied, and of those that are asked for`()
    async throws
  {
    let station = try await RunningStation()
    station.watched.live("gate").begin(.pictures("parts of its picture are masked"))
    let camera = try await ReplayedCamera()
    camera.send(15)
    station.watched.live("yard").begin(.packets(camera.ring))
    let stream = try open(station, nil, "?camera=gate&camera=yard&pictures=yard")
    let reason = try stream.next(.instead)
    #expect(try reason.object["reason"] as? String == "parts of its picture are masked" && reason.camera == 0)
    var seen: Set<Int> = []
    var index = 0
    while seen.count < 2 {
      let frame = Frame(
        index: index, time: Double(index), date: SetClock.origin, width: 64, height: 48,
        pixels: [UInt8](repeating: 90, count: 64 * 48 * 3))
      for name in ["gate", "yard"] { station.watched.live(name).see(frame) }
      index += 1
      let record = try stream.next(.picture)
      #expect(record.picture.starts(with: [0xFF, 0xD8]) && record.isKey)
      seen.insert(record.camera)
    }
  }

  @Test func `is only of what its viewer may see, and ends when that is less`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let vera = try station.client("vera")
    #expect(try station.nobody.get("/api/v1/live").status == 401)
    #expect(try vera.get("/api/v1/live?camera=yard").status == 404)
    #expect(try vera.get("/api/v1/live?camera=nowhere").status == 404)
    #expect(try vera.get("/api/v1/live?pictures=yard").status == 404)
    #expect(try vera.get("/api/v1/live?cameras=gate").status == 400)
    let stream = try open(station, vera)
    #expect(try stream.next(.cameras).object["cameras"] as? [String] == ["gate"])
    try station.users.setRights(of: "vera", role: .viewer, cameras: ["yard"])
    station.server.updates.beat()
    #expect(stream.ends())
  }

  @Test func `ends with its session, and with the station`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let streams = [try open(station, station.client("vera")), try open(station, station.client("ada"))]
    for stream in streams { _ = try stream.next(.cameras) }
    try station.users.setPassword(
      of: "vera", hash: try Password.hash(of: "another password", RunningStation.cost), at: station.clock.date
    )
    station.server.updates.beat()
    #expect(streams[0].ends())
    #expect(try streams[1].next(.ping).kind == .ping)
    try await station.end()
    #expect(streams[1].ends())
  }

  @Test func `jumps for a slow client alone, and tells how much it misses`() async throws {
    let station = try await RunningStation { $0.limits.live.bytes = 1 << 20 }
    let camera = try await ReplayedCamera(
      size: "640x360", codec: ["libx264", "-qp", "4", "-bf", "0"], seconds: 2)
    camera.send(5)
    station.watched.live("gate").begin(.packets(camera.ring))
    let wire = try station.wire()
    wire.readSlowly()
    let slow = try LiveWire(wire, station.nobody, "?camera=gate")
    let quick = try open(station, nil, "?camera=gate")
    var times: [Double] = []
    // Far more than what the system holds for a reader that does not read.
    for _ in 0..<400 {
      camera.send(1)
      let record = try quick.next(.fragment)
      times.append(record.time)
    }
    #expect(
      zip(times, times.dropFirst()).allSatisfy { abs($1 - $0 - 0.1) < 1e-6 }, "the other misses nothing")
    let dropped = try slow.next(.dropped)
    let misses = try #require(dropped.object["count"] as? Int)
    #expect(misses > 0 && dropped.camera == 0)
    #expect(try slow.next(.fragment).isKey)
    #expect(try #require(station.count("vigil_http_dropped_pictures_total")) >= Double(misses))
  }

  @Test func `is one of so many, and leaves nothing behind`() async throws {
    let station = try await RunningStation { $0.limits.liveStreamsEach = 2 }
    let camera = station.watched.live("gate")
    let wires = try (0..<2).map { _ in try station.wire() }
    for wire in wires { _ = try LiveWire(wire, station.nobody).next(.cameras) }
    let refused = try station.nobody.get("/api/v1/live")
    #expect(refused.status == 503 && refused["retry-after"] != nil && camera.isWatched)
    for wire in wires { wire.abort() }
    try waitUntil { station.count("vigil_http_live_streams") == 0 && !camera.isWatched }
    try waitUntil { station.server.updates.readerCount == 0 }
  }
}
