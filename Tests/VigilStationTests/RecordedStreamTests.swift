import Foundation
import Testing
import VigilMedia
import VigilStation
import VigilStore
import VigilTestSupport

/// Streams of a real RTSP server, of which some show pictures in another order than they are decoded in.
@Suite(.ownThread, .enabled(if: RTSPServer.isInstalled)) struct `What is recorded of a stream` {
  /// The stream's path, and whether a smaller one is scored instead of it.
  static let cameras = ["reordered", "h265", "h265-reordered", "reordered-sound"].flatMap {
    [($0, false), ($0, true)]
  }

  @Test func `plays in clips and segments, with all pictures in their order, from before the event on`()
    async throws
  {
    let (bench, server) = (try StationBench(), try RTSPServer())
    // It begins late, and with it the events of those cameras of which it is the smaller stream.
    let small = try FakeCamera { ($0.rate, $0.isStalled) = (12.5, true) }
    // Any score makes an event; the second part of one that is too long has pictures before it in every case.
    var text = "threshold: 0\nbefore: 3s\nafter: 1s\nlongest_event: 30s\nsilence: 60s\n"
    text += "record: continuous\nsound: true\ntransport: tcp"
    let lines = Self.cameras.map { path, isCopied in
      "source: rtsp://127.0.0.1:\(server.port)/\(path)"
        + (isCopied ? "\ndetect: rtsp://127.0.0.1:\(small.port)/a" : "")
    }
    let names = Self.cameras.map { "\($0.0)\($0.1 ? "-copied" : "")" }
    try bench.write(text, cameras: Array(zip(names, lines)))
    try await bench.running { station, _ in
      try await bench.until("all are scored or recorded") {
        zip(names, Self.cameras).allSatisfy { name, camera in
          camera.1 || (station.board[name]?.snippets ?? 0) > 10
        }
      } state: {
        station.board.all.map { "\($0.name): \($0.state), \($0.snippets), \($0.reason)" }
      }
      small.change { $0.isStalled = false }
      try await bench.until("each has an event with pictures before it", within: 120) {
        try zip(names, Self.cameras).allSatisfy { name, camera in
          try station.store.events(EventQuery(cameras: [name])).contains { camera.1 || $0.part == 2 }
            && (station.board[name]?.snippets ?? 0) > 4
        }
      }
      small.stop()
      try await bench.until("the events of the smaller stream are over") {
        try zip(names, Self.cameras).allSatisfy { name, camera in
          try !camera.1
            || !station.store.files(FileQuery(camera: name, kinds: [.clip], isFinished: true)).isEmpty
        }
      }
    }
    let store = try StationStore(reading: bench.data)
    for (name, camera) in zip(names, Self.cameras) {
      let files = try store.files(FileQuery(camera: name, kinds: [.clip, .segment]))
      #expect(Set(files.map(\.kind)) == [.clip, .segment], "\(name)")
      let began = try #require(files.map(\.start).min())
      for file in files {
        let recording = try RecordedPackets(bench.data.appending(path: file.path).path)
        // A server's first report of a stream with sound moves the stamps: within five seconds, or when it gets to it.
        let isSteady = file.start.timeIntervalSince(began) > (camera.0.contains("sound") ? 15 : 2)
        recording.expectOrder("\(name): \(file.path)", isSteady: isSteady)
        if camera.0.contains("reordered"), recording.pictures > 3 {
          #expect(recording.isReordered, "\(name): \(file.path)")
        }
        #expect(recording.soundPackets == 0)
      }
      let event = try #require(
        try store.events(EventQuery(cameras: [name])).first { camera.1 || $0.part == 2 })
      let clip = try #require(files.first { $0.event == event.id })
      // An event has the date of a picture's arrival, which stamps may be off by unnoticed. On a busy machine a stream can have begun just
      // before it.
      #expect(
        clip.start <= max(event.start - 3, began) + LiveTimeline.unnoticedStray,
        "\(name): the pre-roll is too short")
    }
    // MP4 cannot hold G.711, which is said.
    #expect(bench.log.entries.contains { $0.contains("pcm_alaw") && $0.contains("camera=reordered-sound") })
  }
}
