import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `The video of a file with several streams` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Inputs of FFmpeg: a picture for a moment, and videos of four seconds.
  private static let still = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=1:duration=1"]
  private static func moving(_ size: String) -> [String] {
    ["-f", "lavfi", "-i", "testsrc=size=\(size):rate=25:duration=4"]
  }

  private func make(_ name: String, _ arguments: [String]) throws -> MediaSource {
    let path = folder.path(name)
    try CommandLineTool.run("ffmpeg", ["-v", "error", "-y"] + arguments + [path])
    return try MediaSource(path)
  }

  @Test func `is not a thumbnail that comes first`() async throws {
    #expect(try await MediaSource(OddVideo.thumbnailFirst.path).frames().count == 100)
  }

  @Test(arguments: ["mkv", "mp4", "mov"], ["default", "0"])
  func `is not a single picture that comes first, whatever is marked`(kind: String, mark: String) async throws
  {
    let source = try make(
      "a.\(kind)",
      Self.still + Self.moving("160x120") + [
        "-map", "0", "-map", "1", "-c:v:0", "mjpeg", "-pix_fmt:v:0", "yuvj420p", "-disposition:v:0", mark,
      ])
    let frames = try await source.frames()
    #expect(frames.count == 100 && frames.first?.width == 160)
    #expect(try await source.facts().codec == "h264" && source.status.faults.isEmpty)
  }

  @Test func `is the one that is marked, else the largest`() async throws {
    let both = Self.moving("160x120") + Self.moving("320x240") + ["-map", "0", "-map", "1"]
    let marked = try make("a.mkv", both + ["-disposition:v:0", "default", "-disposition:v:1", "0"])
    #expect(try await marked.facts().width == 160)
    let largest = try make("b.mkv", both + ["-disposition:v:0", "0", "-disposition:v:1", "0"])
    #expect(try await largest.facts().width == 320)
    let stream = try make("c.ts", both)
    #expect(try await stream.facts().width == 320)
  }

  @Test(arguments: ["mp4", "mkv"])
  func `is missing where there is sound with a cover`(kind: String) async throws {
    let sound = ["-f", "lavfi", "-i", "sine=duration=20", "-map", "0", "-map", "1", "-c:v", "mjpeg"]
    let source = try make("a.\(kind)", Self.still + sound + ["-c:a", "aac", "-pix_fmt", "yuvj420p"])
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .noVideo && error?.message.contains("sound with a single picture") == true)
  }

  @Test func `may be of pictures with sound`() async throws {
    let source = try make(
      "a.mkv",
      ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=2:duration=4", "-f", "lavfi", "-i", "sine=duration=4"]
        + ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "aac"])
    #expect(try await source.frames().count == 8)
  }
}
