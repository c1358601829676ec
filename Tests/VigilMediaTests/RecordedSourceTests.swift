import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `A recorded source` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a video of a test picture.
  private func video(_ name: String, _ picture: String, _ arguments: String...) throws -> String {
    let path = folder.path(name)
    try CommandLineTool.run(
      "ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", picture] + arguments + [path])
    return path
  }

  @Test func `tells what it is before it is read`() async throws {
    let path = try video(
      "a.mp4", "testsrc=size=320x240:rate=25:duration=2", "-f", "lavfi", "-i", "sine=duration=2")
    let facts = try await MediaSource(path).facts()
    #expect(facts.container.contains("mp4") && facts.codec == "h264")
    #expect(facts.width == 320 && facts.height == 240 && facts.rotation == 0)
    #expect(facts.frameRate == 25 && facts.duration == 2 && facts.frameCountEstimate == 50)
    #expect(facts.hasAudio && !facts.isLive)
  }

  @Test func `gives every frame with its number and time`() async throws {
    let source = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=1")
    let frames = try await source.frames()
    #expect(frames.map(\.index) == Array(0..<10))
    for frame in frames { #expect(abs(frame.time - Double(frame.index) / 10) < 1e-9) }
    #expect(source.status.connection == .ended && !source.status.isTruncated)
  }

  @Test func `can be read without knowing its type`() async throws {
    let source: any FrameSource = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=1")
    var count = 0
    for try await element in source {
      if case .frame = element { count += 1 }
    }
    #expect(count == 10)
  }

  @Test func `may be read more than once`() async throws {
    let source = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=1")
    let first = try await source.frames()
    let second = try await source.frames()
    let isEqual = first.map(\.pixels) == second.map(\.pixels)
    #expect(isEqual && first.count == 10)
  }

  @Test func `keeps the pixels of odd sizes`() async throws {
    let path = try video(
      "odd.mov", "testsrc=size=101x75:rate=5:duration=1", "-c:v", "png", "-pix_fmt", "rgb24")
    let raw = folder.path("odd.rgb")
    try CommandLineTool.ffmpeg("-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", raw)
    let frames = try await MediaSource(path).frames()
    #expect(frames.allSatisfy { $0.width == 101 && $0.height == 75 })
    #expect(frames.flatMap(\.pixels) == [UInt8](try Data(contentsOf: URL(fileURLWithPath: raw))))
  }

  /// FFmpeg's fast conversion leaves the last columns of such widths unset when rows have no padding.
  @Test(arguments: [33, 34, 38, 40, 47, 50, 64, 850])
  func `fills the last column of every width`(width: Int) async throws {
    let path = try video(
      "w.mkv", "color=c=orange:size=64x32:rate=5:duration=0.2,scale=\(width):32", "-c:v", "ffv1", "-pix_fmt",
      "yuv420p")
    let frame = try #require(try await MediaSource(path).frames().first)
    #expect(frame.width == width)
    let colour = Array(frame.pixels[0..<3])
    #expect(colour[0] > 200 && colour[2] < 60)
    for index in stride(from: 0, to: frame.pixels.count, by: 3) {
      guard Array(frame.pixels[index..<index + 3]) != colour else { continue }
      Issue.record("pixel \(index / 3) is \(frame.pixels[index..<index + 3])")
      return
    }
  }

  @Test(arguments: [90, 180, 270])
  func `is turned upright`(degrees: Int) async throws {
    let flat = try video(
      "flat.mov", "testsrc=size=64x48:rate=5:duration=0.4", "-c:v", "png", "-pix_fmt", "rgb24")
    let turned = folder.path("turned.mov")
    try CommandLineTool.ffmpeg("-i", flat, "-c", "copy", "-metadata:s:v:0", "rotate=\(degrees)", turned)
    let raw = folder.path("turned.rgb")
    try CommandLineTool.ffmpeg("-i", turned, "-f", "rawvideo", "-pix_fmt", "rgb24", raw)
    let source = try MediaSource(turned)
    let facts = try await source.facts()
    let frames = try await source.frames()
    // The tool writes the matrix of the opposite turn, and undoes it like every player.
    #expect(facts.rotation == 360 - degrees)
    let size = degrees == 180 ? [64, 48] : [48, 64]
    #expect([facts.width, facts.height] == size)
    #expect(frames.allSatisfy { [$0.width, $0.height] == size })
    #expect(frames.flatMap(\.pixels) == [UInt8](try Data(contentsOf: URL(fileURLWithPath: raw))))
  }

  /// The parts a, b, c and d of a matrix that shows the pixel (x, y) at (a x + c y, b x + d y).
  @Test(arguments: [[-1, 0, 0, 1], [1, 0, 0, -1], [0, 1, 1, 0], [0, -1, -1, 0]] as [[Int32]])
  func `is mirrored where its matrix says so`(parts: [Int32]) async throws {
    let flat = try video(
      "flat.mov", "testsrc=size=64x48:rate=5:duration=0.4", "-c:v", "png", "-pix_fmt", "rgb24")
    var bytes = try Data(contentsOf: URL(filePath: flat))
    // The matrix is 40 bytes behind the name of the track's header: a b 0, c d 0, 0 0 1.
    var place = try #require(bytes.range(of: Data("tkhd".utf8))).upperBound + 40
    for (row, last) in [([parts[0], parts[1]], 0), ([parts[2], parts[3]], 0), ([0, 0], 1)] {
      for number in row.map({ $0 << 16 }) + [Int32(last) << 30] {
        withUnsafeBytes(of: number.bigEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        place += 4
      }
    }
    let mirrored = folder.path("mirrored.mov")
    try bytes.write(to: URL(filePath: mirrored))
    let raw = folder.path("mirrored.rgb")
    try CommandLineTool.ffmpeg("-i", mirrored, "-f", "rawvideo", "-pix_fmt", "rgb24", raw)
    let source = try MediaSource(mirrored)
    let (facts, frames) = (try await source.facts(), try await source.frames())
    #expect(facts.isMirrored == true)
    let shown = frames[0].pixels
    #expect(frames.flatMap(\.pixels) == [UInt8](try Data(contentsOf: URL(filePath: raw))))
    // And by the definition of the matrix.
    let upright = try await MediaSource(flat).frames()[0].pixels
    let width = facts.width
    for (x, y) in [(0, 0), (63, 0), (5, 40), (20, 7)] {
      let (a, b, c, d) = (Int(parts[0]), Int(parts[1]), Int(parts[2]), Int(parts[3]))
      func shift(_ one: Int, _ other: Int) -> Int { (one < 0 ? 63 : 0) + (other < 0 ? 47 : 0) }
      let target = (a * x + c * y + shift(a, c), b * x + d * y + shift(b, d))
      let (from, to) = ((y * 64 + x) * 3, (target.1 * width + target.0) * 3)
      #expect(upright[from..<from + 3].elementsEqual(shown[to..<to + 3]), "\(x), \(y)")
    }
  }

  @Test func `keeps the times of a variable frame rate`() async throws {
    let path = try video(
      "vfr.mp4", "testsrc=size=64x48:rate=25:duration=2", "-vf", "select='not(mod(n,5))+not(mod(n,7))'",
      "-vsync", "vfr")
    let times = try await MediaSource(path).frames().map(\.time)
    let kept = (0..<50).filter { $0 % 5 == 0 || $0 % 7 == 0 }
    let expected: [Double] = kept.map { Double($0) / 25 }
    #expect(times.count == expected.count)
    for (time, expected) in zip(times, expected) { #expect(abs(time - expected) < 1e-6) }
  }

  @Test func `may not know its length`() async throws {
    let path = folder.path("endless.mkv")
    try CommandLineTool.run(
      "sh",
      [
        "-c",
        "ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=10:duration=1 -c:v mpeg4 -f matroska - > '\(path)'",
      ])
    let source = try MediaSource(path)
    let facts = try await source.facts()
    #expect(facts.duration == nil && facts.frameCountEstimate == nil)
    #expect(try await source.frames().count == 10)
    #expect(!source.status.isTruncated)
  }

  @Test func `may have a single frame`() async throws {
    let path = try video("one.mp4", "testsrc=size=64x48:rate=10", "-frames:v", "1")
    #expect(try await MediaSource(path).frames().count == 1)
  }

  @Test(arguments: [0, 0.5])
  func `may change its picture size`(start: Double) async throws {
    _ = try video("a.ts", "testsrc=size=64x48:rate=10:duration=0.5", "-c:v", "mpeg2video")
    _ = try video(
      "b.ts", "testsrc=size=96x64:rate=10:duration=0.5", "-c:v", "mpeg2video", "-output_ts_offset", "\(start)"
    )
    let path = folder.path("both.ts")
    try CommandLineTool.run(
      "sh", ["-c", "cat '\(folder.path("a.ts"))' '\(folder.path("b.ts"))' > '\(path)'"])
    let source = try MediaSource(path)
    let widths = try await source.frames().map(\.width)
    #expect(Set(widths) == [64, 96])
    #expect(widths.count == (try CommandLineTool.frameCount(path)))
    #expect(!source.status.isTruncated && source.status.damagedPlaces == 0)
    #expect(source.status.correctedStamps == 0)
  }

  @Test func `may be trimmed by an edit list`() async throws {
    let whole = try video("whole.mp4", "testsrc=size=64x48:rate=25:duration=4", "-g", "50")
    let path = folder.path("trimmed.mp4")
    try CommandLineTool.ffmpeg("-ss", "1.5", "-i", whole, "-c", "copy", path)
    let source = try MediaSource(path)
    #expect(try await source.frames().count == (try CommandLineTool.frameCount(path)))
    #expect(!source.status.isTruncated)
  }

  @Test func `can be played again and again, with time going on`() async throws {
    var options = MediaSourceOptions()
    options.plays = 3
    let frames = try await MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=0.5", options: options)
      .frames()
    #expect(frames.map(\.index) == Array(0..<15))
    for frame in frames { #expect(abs(frame.time - Double(frame.index) / 10) < 1e-6) }
    #expect(frames[0].pixels == frames[10].pixels)
  }

  @Test func `can be played for ever`() async throws {
    var options = MediaSourceOptions()
    options.plays = nil
    var count = 0
    for try await _ in try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=0.5", options: options) {
      count += 1
      if count == 40 { break }
    }
    #expect(count == 40)
  }
}
