import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `The clip of a camera with a smaller stream` {
  /// How long each stream takes to this machine, in seconds, and whether the camera reports when its pictures were taken.
  struct Streams: CustomTestStringConvertible, Sendable {
    var main: Double
    var small: Double
    var reportsTime: Bool

    var testDescription: String {
      "main \(main) s, smaller \(small) s, \(reportsTime ? "with" : "without") reports"
    }
  }

  private static let (before, after) = (2.0, 1.0)
  /// Seconds from one key frame of the main stream to the next.
  private static let keyInterval = 0.4

  @Test(arguments: [
    Streams(main: 0, small: 2, reportsTime: true), Streams(main: 2, small: 0, reportsTime: true),
    Streams(main: 0, small: 0.7, reportsTime: false), Streams(main: 0.7, small: 0, reportsTime: false),
  ])
  func `shows of the event what was asked for, however late one of the streams is`(streams: Streams)
    async throws
  {
    // What more is shown is the error that is reckoned with, and the difference where nobody can know it.
    let error = streams.reportsTime ? StreamOffset.errorOfReports : StreamOffset.errorOfArrival
    let unknown = streams.reportsTime ? 0 : abs(streams.main - streams.small)
    let jitter = 0.3
    let longest = Self.before + error + unknown + Self.keyInterval + jitter
    var shown = try await self.shown(streams)
    // A busy machine sends, reports and notices late.
    for _ in 0..<2 where !(Self.before...longest).contains(shown.before) || shown.after < Self.after {
      shown = try await self.shown(streams)
    }
    #expect(shown.before >= Self.before, "the pre-roll is too short")
    #expect(shown.after >= Self.after, "the post-roll is too short")
    #expect(shown.before <= longest)
  }

  /// How many seconds a clip shows before and after its event, by the clock on the camera's wall.
  private struct Shown {
    var before: Double
    var after: Double
  }

  private func shown(_ streams: Streams) async throws -> Shown {
    let bench = try StationBench()
    let main = try FakeCamera { behaviour in
      (behaviour.rate, behaviour.numbersPictures) = (25, true)
      (behaviour.delay, behaviour.reportsTime) = (streams.main, streams.reportsTime)
    }
    let small = try FakeCamera { behaviour in
      (behaviour.rate, behaviour.isStalled) = (12.5, true)
      (behaviour.delay, behaviour.reportsTime) = (streams.small, streams.reportsTime)
    }
    // Any score makes an event, so it begins with the first picture of the smaller stream, and ends with that stream.
    try bench.write(
      "threshold: 0\nbefore: \(Int(Self.before))s\nafter: \(Int(Self.after))s\nsilence: 60s",
      (
        "door", "source: rtsp://127.0.0.1:\(main.port)/a\ndetect: rtsp://127.0.0.1:\(small.port)/b"
      ))
    try await bench.running { station, _ in
      try await bench.until("the main stream has been there for a while") { main.sent.count > 200 }
      small.change { $0.isStalled = false }
      try await bench.until("some scores") { (station.board["door"]?.snippets ?? 0) >= 4 }
      small.stop()
      try await bench.until("the clip is whole") {
        try station.store.files(FileQuery(kinds: [.clip], isFinished: true)).count == 1
      }
    }
    let store = try StationStore(reading: bench.data)
    let event = try #require(try store.events().first)
    let clip = try #require(try store.files(FileQuery(kinds: [.clip])).first)
    let pictures = try NumberedPicture.read(bench.data.appending(path: clip.path).path)
    let (first, last) = (try #require(pictures.first), try #require(pictures.last))
    let start = try #require(small.sent.first?.taken)
    let end = start + event.end.timeIntervalSince(event.start)
    return Shown(
      before: start - main.sent[first.picture].taken, after: main.sent[last.picture].taken + 1 / 25 - end)
  }

  @Test func `is cut by reports where they can be true, and else by arrival`() {
    #expect(StreamOffset(arrival: 5, reports: nil).seconds == 5)
    #expect(StreamOffset(arrival: 5, reports: nil).error == 1)
    #expect(StreamOffset(arrival: 5, reports: 7.9).seconds == 7.9)
    #expect(StreamOffset(arrival: 5, reports: 7.9).error == 0.25)
    #expect(StreamOffset(arrival: 5, reports: -3600).seconds == 5)
    #expect(StreamOffset(arrival: 5, reports: 8.1).error == 1)
  }
}
