import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `Single pictures` {
  @Test func `become JPEG files of the wanted width`() async throws {
    let frame = try #require(
      try await MediaSource("lavfi:smptebars=size=321x241:rate=1:duration=1").frames().first)
    let folder = try TemporaryFolder()
    for (width, expected) in [(nil, [321, 241]), (160, [160, 120]), (1000, [321, 241])] as [(Int?, [Int])] {
      let jpeg = try Thumbnail.jpeg(frame, width: width)
      #expect(jpeg.starts(with: [0xFF, 0xD8, 0xFF]) && jpeg.suffix(2) == [0xFF, 0xD9])
      try Data(jpeg).write(to: folder.url.appending(path: "a.jpg"))
      let found = try #require(try await MediaSource(folder.path("a.jpg")).frames().first)
      #expect([found.width, found.height] == expected)
      // The first bar is grey, the sixth red.
      let row = found.height / 3 * found.width
      let bar = (0..<7).map { index in (row + found.width * (2 * index + 1) / 14) * 3 }
      #expect(abs(Int(found.pixels[bar[0]]) - Int(found.pixels[bar[0] + 2])) < 10)
      #expect(found.pixels[bar[5]] > 150 && found.pixels[bar[5] + 1] < 60)
    }
    #expect(try Thumbnail.jpeg(frame, quality: 20).count < Thumbnail.jpeg(frame, quality: 95).count)
  }

  @Test func `are taken from a recording by number and time`() async throws {
    let source = try MediaSource("lavfi:testsrc=size=320x240:rate=10:duration=3")
    let all = try await source.frames()
    let grabbed = try await FrameGrabber.frames(
      at: [.index(0), .time(0.25), .index(2), .time(1), .time(1.05), .index(20), .time(99)], of: source)
    #expect(grabbed.map(\.index) == [0, 2, 2, 10, 10, 20, 29])
    for frame in grabbed {
      #expect(frame.pixels == all[frame.index].pixels && frame.time == all[frame.index].time)
    }
  }

  @Test func `are taken shrunk`() async throws {
    let source = try MediaSource("lavfi:color=c=red:size=320x240:rate=10:duration=1")
    let frame = try #require(try await FrameGrabber.frames(at: [.time(0.5)], of: source, width: 80).first)
    #expect(frame.width == 80 && frame.height == 60 && frame.pixels[0] > 240 && frame.pixels[1] < 10)
  }

  @Test func `cannot be taken from a live source`() async throws {
    await #expect(throws: MediaError.self) {
      try await FrameGrabber.frames(at: [.index(0)], of: MediaSource("rtsp://127.0.0.1:1/a"))
    }
  }
}
