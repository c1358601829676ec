import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `A damaged or wrong source` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func video(_ name: String, _ arguments: String...) throws -> String {
    let path = folder.path(name)
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=4"] + arguments
        + [path])
    return path
  }

  private func error(of path: String) async -> MediaError? {
    do {
      let frames = try await MediaSource(path).frames()
      Issue.record("\(frames.count) frames instead of an error")
      return nil
    } catch {
      return error as? MediaError
    }
  }

  @Test(arguments: [
    ["cut.mp4", "-movflags", "+faststart"], ["cut.avi", "-c:v", "mpeg4"], ["cut.mkv"],
    ["cut.mp4", "-movflags", "+frag_keyframe+empty_moov", "-g", "10"],
  ])
  func `gives what is there when it is cut short`(arguments: [String]) async throws {
    let path = folder.path(arguments[0])
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=4"]
        + arguments.dropFirst() + [path])
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let complete = try MediaSource(path)
    #expect(try await complete.frames().count == 100)
    #expect(!complete.status.isTruncated)
    try whole.prefix(whole.count * 6 / 10).write(to: URL(fileURLWithPath: path))
    let source = try MediaSource(path)
    let count = try await source.frames().count
    #expect(count > 20 && count < 90)
    #expect(source.status.isTruncated)
  }

  @Test func `without its index says that it is cut short`() async throws {
    let path = try video("cut.mp4")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    let error = await error(of: path)
    #expect(error?.code == .unreadable)
    #expect(error?.message.contains("moov atom not found") == true)
  }

  @Test func `skips and counts pictures that cannot be decoded`() async throws {
    let path = try video("broken.mkv", "-c:v", "png", "-pix_fmt", "rgb24", "-t", "0.4")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var position = bytes.startIndex
    var pictures = 0
    while let signature = bytes.range(of: Data("IHDR".utf8), in: position..<bytes.endIndex) {
      pictures += 1
      if pictures == 3 || pictures == 7 { bytes.replaceSubrange(signature, with: Data("XXXX".utf8)) }
      position = signature.upperBound
    }
    #expect(pictures == 10)
    try bytes.write(to: URL(fileURLWithPath: path))
    let source = try MediaSource(path)
    let frames = try await source.frames()
    #expect(frames.count == 8)
    #expect(frames.map(\.index) == Array(0..<8))
    #expect(source.status.undecodableFrames == 2)
  }

  @Test func `goes on after a hole in a transport stream, and says so`() async throws {
    let stream = try TransportStream(frames: 150, in: folder).bytes
    let middle = stream.count / 2 / 188 * 188
    for hole in [
      [UInt8](repeating: 0, count: 140_000),
      (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) & 0x3F },
    ] {
      let path = folder.path("hole.ts")
      try Data(stream[..<middle] + hole + stream[middle...]).write(to: URL(filePath: path))
      let source = try MediaSource(path)
      #expect(try await source.frames().count == 150)
      #expect(source.status.damagedPlaces >= 1 && !source.status.isTruncated)
      #expect(source.status.faults.sentences(about: "a").first?.hasPrefix("a is damaged at") == true)
    }
  }

  @Test func `has lost some data, which is no end`() async throws {
    let stream = try TransportStream(frames: 150, in: folder).bytes
    let middle = stream.count / 2 / 188 * 188
    let path = folder.path("lost.ts")
    try Data(stream[..<middle] + stream[(middle + 20 * 188)...]).write(to: URL(filePath: path))
    let source = try MediaSource(path)
    let frames = try await source.frames()
    #expect(frames.count == (try CommandLineTool.frameCount(path)) && frames.count < 150)
    #expect(source.status.damagedPlaces == 1 && !source.status.isTruncated)
    // What is there keeps its own time.
    #expect(frames.last.map { abs($0.time - 149.0 / 25) < 0.001 } == true)
  }

  @Test func `is whole in front of zeros at its end`() async throws {
    let stream = try TransportStream(frames: 100, in: folder).bytes
    let path = folder.path("padded.ts")
    try Data(stream + [UInt8](repeating: 0, count: 300_000)).write(to: URL(filePath: path))
    let source = try MediaSource(path)
    #expect(try await source.frames().count == 100)
    #expect(source.status.faults.isEmpty)
  }

  @Test func `of which nothing can be decoded is an error`() async throws {
    let path = try video("broken.mkv", "-c:v", "png", "-pix_fmt", "rgb24", "-t", "0.4")
    var broken = try Data(contentsOf: URL(fileURLWithPath: path))
    while let signature = broken.range(of: Data("IHDR".utf8)) {
      broken.replaceSubrange(signature, with: Data("XXXX".utf8))
    }
    try broken.write(to: URL(fileURLWithPath: path))
    #expect(await error(of: path)?.code == .undecodable)
  }

  @Test func `that is an animated picture FFmpeg cannot read is no damaged one`() async throws {
    // Later releases of FFmpeg may read it.
    guard let version = try? CommandLineTool.frameCount(OddVideo.animatedWebP.path), version > 0 else {
      let error = await error(of: OddVideo.animatedWebP.path)
      #expect(error?.code == .noDecoder && error?.message.contains("is an animated WebP") == true)
      return
    }
  }

  @Test func `without a video stream is an error`() async throws {
    let path = folder.path("sound.m4a")
    try CommandLineTool.ffmpeg("-f", "lavfi", "-i", "sine=duration=1", path)
    let error = await error(of: path)
    #expect(error?.code == .noVideo)
    #expect(error?.message == "\(path) has no video stream")
  }

  @Test func `with a cover picture but no video is an error`() async throws {
    let path = folder.path("song.mp3")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=1:duration=1",
      "-map", "0", "-map", "1", "-c:v", "png", "-frames:v", "1", path)
    #expect(await error(of: path)?.code == .noVideo)
  }

  @Test func `that is empty is an error`() async throws {
    let path = folder.path("empty.mp4")
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(await error(of: path)?.code == .unreadable)
  }

  @Test func `with a stream but no frames has none`() async throws {
    let path = try video("none.avi", "-c:v", "mpeg4", "-frames:v", "0")
    #expect(try await MediaSource(path).frames().isEmpty)
  }

  @Test(arguments: ["text.mp4", "text.txt", "text"])
  func `that is text is an error`(name: String) async throws {
    let path = folder.path(name)
    try Data("This is no video.\nNot at all.\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(await error(of: path)?.code == .unreadable)
  }

  @Test func `that is missing or a folder is an error`() async throws {
    #expect(await error(of: folder.path("missing.mp4"))?.code == .notFound)
    let error = await error(of: folder.url.path)
    #expect(error?.code == .unsupportedSource && error?.message.contains("folder") == true)
  }
}
