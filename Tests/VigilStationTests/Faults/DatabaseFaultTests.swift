import Foundation
import Testing
import VigilPipeline
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A station whose database` {
  @Test
  func `another program has locked goes on detecting, says so, and stores later what happened meanwhile`()
    async throws
  {
    let bench = try StationBench()
    let (door, yard) = (try FakeCamera { $0.rate = 25 }, try FakeCamera { $0.rate = 25 })
    try bench.write(
      "threshold: 0\nbefore: 1s\nafter: 1s\nrecord: continuous",
      ("door", "source: rtsp://127.0.0.1:\(door.port)/a"),
      ("yard", "source: rtsp://127.0.0.1:\(yard.port)/a\nrecord: off"))
    var scores: [String: Int] = [:]
    try await bench.running { station, _ in
      try await bench.until("segments and events") {
        try station.store.files(FileQuery(kinds: [.segment], isFinished: true)).count >= 1
          && station.store.events().count == 2
      }
      let first = station.board["yard"]?.openEvent
      let lock = try DatabaseLock(bench.data.appending(path: "station.sqlite"))
      try await bench.until(
        told: "error: the database cannot be written; detection goes on: another program has locked")
      try await bench.until(
        told: "error: recording has stopped; detection goes on why=another program has locked")
      // A camera is lost and comes back, so that an event ends and another begins.
      yard.stop()
      try await bench.until("yard is lost") { station.board["yard"]?.state == .lost }
      try yard.start()
      try await bench.until("another event") {
        station.board["yard"]?.openEvent.map { $0 != first } ?? false
      }
      try await bench.until("door", isScored: 20, in: station)
      try await bench.until("yard", isScored: 5, in: station)
      #expect(try station.store.events().count == 2)
      #expect(!bench.log.entries.contains { $0.contains("can be written again") })
      lock.release()
      try await bench.until(
        told: "notice: the database can be written again lost events=0 lost features=0 lost scores=0")
      try await bench.until("the event is stored") { try station.store.events().count == 3 }
      try await bench.until(told: "notice: recording goes on")
      #expect(station.board["door"]?.counts.gaps == 0)
      for camera in station.board.all { scores[camera.name] = camera.snippets }
    }
    #expect(door.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let events = try store.events()
    #expect(events.count == 3 && events.allSatisfy { $0.state == .ended })
    for event in events { #expect(try store.manifests(of: event.id).count == 1) }
    for (camera, count) in scores {
      #expect(try store.samples(camera: camera, from: .distantPast, to: .distantFuture).count >= count)
    }
    let notices = try store.notices()
    for (camera, kind) in [(nil, "database"), (nil, "recording"), ("yard", "offline")] {
      let found = notices.filter { $0.camera == camera && $0.kind == kind }
      #expect(found.count == 1, "\(kind)")
      #expect(found.allSatisfy { $0.end ?? .distantPast > $0.start && !$0.isInterrupted }, "\(kind)")
    }
  }
}
