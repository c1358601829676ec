import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// A recorded source that was read to its end with a ring.
struct RingRecording {
  let frames: [Frame]
  let ring: PacketRing

  init(
    _ path: String, seconds: Double = 1000, byteLimit: Int = 64 << 20, threads: Int = 1
  ) async throws {
    ring = PacketRing(seconds: seconds, byteLimit: byteLimit)
    var options = MediaSourceOptions()
    options.packets = ring
    options.decoderThreads = threads
    frames = try await MediaSource(path, options: options).frames()
  }

  /// Frames from one time to another, both included.
  func frames(from start: Double, through end: Double) -> [Frame] {
    frames.filter { $0.time >= start - 1e-6 && $0.time <= end + 1e-6 }
  }
}

/// What a file is, decoded and looked at by other programs too.
enum WrittenClip {
  /// Checks that the file shows just these frames, at their times.
  static func expect(_ file: ClipFile, shows frames: [Frame]) async throws {
    let path = file.url.path
    let found = try await MediaSource(path).frames()
    #expect(found.count == frames.count)
    let isEqual = found.map(\.pixels) == frames.map(\.pixels)
    #expect(isEqual, "every picture is the source's, to the last bit")
    for (found, frame) in zip(found, frames) {
      #expect(abs(found.time - (frame.time - file.start)) < 2e-5)
    }
    #expect(file.pictures >= frames.count && file.start == frames.first?.time)
    // FFmpeg ends with an error when it finds anything to complain about.
    try CommandLineTool.ffmpeg("-xerror", "-i", path, "-f", "null", "-")
    #expect(try complaints(about: path) == "")
    for kind in ["v", "a"] {
      let times = try decodingTimes(path, kind)
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  /// What a strict decoder says about a file.
  static func complaints(about path: String) throws -> String {
    try CommandLineTool.run(
      "sh", ["-c", "ffprobe -v warning -show_entries packet=dts -of csv \"$0\" 2>&1 >/dev/null", path])
  }

  static func decodingTimes(_ path: String, _ kind: String) throws -> [Double] {
    try times(path, kind, "dts_time")
  }

  static func times(_ path: String, _ kind: String, _ entry: String = "pts_time") throws -> [Double] {
    try CommandLineTool.run(
      "ffprobe",
      [
        "-v", "error", "-select_streams", "\(kind):0", "-show_entries", "packet=\(entry)", "-of", "csv=p=0",
        path,
      ]
    ).split(whereSeparator: { ",\n".contains($0) }).compactMap { Double($0) }
  }
}

@Suite struct `A clip of a recorded stream` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var destination: URL { folder.appending("clip.mp4") }

  /// Four seconds of moving picture, ten a second, a group of pictures a second.
  private func video(_ name: String, size: String = "64x48", _ arguments: String...) throws -> String {
    let path = folder.path(name)
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=\(size):rate=10:duration=4"]
        + arguments + ["-g", "10", path])
    return path
  }

  private static let x264 = ["-c:v", "libx264", "-sc_threshold", "0"]

  struct Format: Sendable, CustomTestStringConvertible {
    var name: String
    var arguments: [String]
    var testDescription: String { "\(name) \(arguments.joined(separator: " "))" }
  }

  private static let formats = [
    Format(name: "a.ts", arguments: x264 + ["-bf", "0"]),
    Format(name: "a.ts", arguments: x264 + ["-bf", "3", "-b_strategy", "0"]),
    Format(name: "a.mp4", arguments: x264 + ["-bf", "3", "-b_strategy", "0"]),
    Format(name: "a.mkv", arguments: x264 + ["-bf", "3", "-b_strategy", "0", "-x264-params", "open-gop=1"]),
    Format(name: "a.ts", arguments: x264 + ["-bf", "3", "-b_strategy", "0", "-x264-params", "open-gop=1"]),
    Format(name: "a.flv", arguments: x264 + ["-bf", "2", "-b_strategy", "0"]),
    Format(name: "a.avi", arguments: x264 + ["-bf", "2", "-b_strategy", "0"]),
    Format(name: "a.avi", arguments: ["-c:v", "mpeg4", "-bf", "2"]),
    Format(name: "a.mkv", arguments: ["-c:v", "mjpeg"]),
  ]

  @Test(arguments: formats)
  func `shows the same pictures at the same times`(format: Format) async throws {
    let path = folder.path(format.name)
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=4"]
        + format.arguments + ["-g", "10", path])
    let recording = try await RingRecording(path)
    let summary = try await ClipWriter().write(recording.ring, from: 1.25, to: 2.45, destination: destination)
    let file = try #require(summary.files.first)
    #expect(summary.files.count == 1 && summary.gaps.isEmpty && summary.notes.isEmpty)
    #expect(summary.missingBefore == 0 && summary.missingAfter == 0)
    #expect(file.start <= 1.25 && file.start > 0.15, "the last picture that can be decoded by itself")
    let shown = recording.frames(from: file.start, through: 2.45)
    // Pictures that others need come along.
    let extra = recording.frames.filter { $0.time > 2.45 }.prefix(file.pictures - shown.count)
    #expect(extra.count < 5)
    try await WrittenClip.expect(file, shows: shown + extra)
    let last = try #require((shown + extra).last)
    #expect(abs(file.end - last.time - 0.1) < 1e-3)
  }

  @Test(arguments: ["open-gop=0", "open-gop=1"])
  func `of H.265 shows the same pictures, and Apple's players take it`(gop: String) async throws {
    guard (try? video("a.mkv", "-c:v", "libx265", "-x265-params", "log-level=none")) != nil else { return }
    let path = try video(
      "a.ts", "-c:v", "libx265", "-x265-params",
      "keyint=10:min-keyint=10:scenecut=0:bframes=3:log-level=none:\(gop)")
    let recording = try await RingRecording(path)
    let summary = try await ClipWriter().write(recording.ring, from: 1.25, to: 9, destination: destination)
    let file = try #require(summary.files.first)
    #expect(file.start <= 1.25 && file.start > 0.5)
    #expect(abs(summary.missingAfter - 5.1) < 1e-6)
    try await WrittenClip.expect(
      file, shows: recording.frames(from: file.start, through: 9))
    #expect(try Data(contentsOf: destination).range(of: Data("hvc1".utf8)) != nil)
  }

  @Test(arguments: ["h264", "h265"], [1, 3])
  func `without any timestamps shows the same pictures in their order`(
    name: String, threads: Int
  ) async throws {
    let path =
      name == "h264"
      ? try video("a.h264", "-c:v", "libx264", "-sc_threshold", "0", "-bf", "3", "-b_strategy", "0")
      : try video(
        "a.h265", "-c:v", "libx265", "-x265-params", "keyint=10:scenecut=0:bframes=3:log-level=none")
    let recording = try await RingRecording(path, threads: threads)
    #expect(recording.frames.count == 40)
    let end = try #require(recording.frames.last?.time)
    let start = recording.frames[12].time
    let summary = try await ClipWriter().write(recording.ring, from: start, to: end, destination: destination)
    let file = try #require(summary.files.first)
    #expect(file.start > 0 && file.start <= start)
    try await WrittenClip.expect(
      file, shows: recording.frames(from: file.start, through: end))
  }

  @Test(arguments: ["ts", "mp4", "flv"])
  func `has the sound of its time`(container: String) async throws {
    let path = folder.path("a.\(container)")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=4", "-f", "lavfi", "-i",
      "sine=frequency=500:sample_rate=48000:duration=4", "-c:v", "libx264", "-bf", "2", "-g", "10", "-c:a",
      "aac", path)
    let recording = try await RingRecording(path)
    let summary = try await ClipWriter().write(recording.ring, from: 1.25, to: 2.95, destination: destination)
    let file = try #require(summary.files.first)
    #expect(summary.notes.isEmpty && abs(Double(file.soundPackets) - 1.95 * 48000 / 1024) < 4)
    try await WrittenClip.expect(
      file,
      shows: Array(recording.frames(from: file.start, through: 4).prefix(file.pictures)))
    // Sound and pictures keep their distance.
    let firstPicture = try #require(try WrittenClip.times(path, "v").min())
    let original = try WrittenClip.times(path, "a").map { $0 - firstPicture }
    let copied = try WrittenClip.times(destination.path, "a").map { $0 + file.start }
    #expect(copied.count == file.soundPackets)
    for time in copied { #expect(original.contains { abs($0 - time) < 0.002 }) }
  }

  @Test func `leaves out sound that cannot live in the file, and says so`() async throws {
    let path = folder.path("a.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-f", "lavfi", "-i",
      "sine=sample_rate=8000:duration=2", "-c:v", "libx264", "-c:a", "pcm_alaw", path)
    let recording = try await RingRecording(path)
    let summary = try await ClipWriter().write(recording.ring, from: 0, to: 9, destination: destination)
    #expect(summary.notes == ["the sound was left out: an MP4 file cannot hold pcm_alaw"])
    #expect(summary.files.map(\.soundPackets) == [0])
    try await WrittenClip.expect(try #require(summary.files.first), shows: recording.frames)
  }

  @Test func `leaves out sound on request`() async throws {
    let path = folder.path("a.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-f", "lavfi", "-i", "sine=duration=2",
      "-c:v", "libx264", "-c:a", "aac", path)
    let recording = try await RingRecording(path)
    var writer = ClipWriter()
    writer.includesSound = false
    let summary = try await writer.write(recording.ring, from: 0, to: 9, destination: destination)
    #expect(summary.notes.isEmpty && summary.files.map(\.soundPackets) == [0])
    #expect(try await !MediaSource(destination.path).facts().hasAudio)
  }

  @Test func `begins another file where the size of pictures changes`() async throws {
    let first = try video("1.ts", "-c:v", "libx264", "-bf", "2")
    let second = try video("2.ts", size: "96x64", "-c:v", "libx264", "-bf", "2", "-output_ts_offset", "4")
    let path = folder.path("both.ts")
    try (Data(contentsOf: URL(filePath: first)) + Data(contentsOf: URL(filePath: second)))
      .write(to: URL(filePath: path))
    let recording = try await RingRecording(path)
    let summary = try await ClipWriter().write(recording.ring, from: 2.5, to: 99, destination: destination)
    try #require(summary.files.count == 2)
    #expect(summary.files.map(\.url.lastPathComponent) == ["clip.mp4", "clip-2.mp4"])
    #expect(summary.files.map(\.video.width) == [64, 96] && summary.files.map(\.video.height) == [48, 64])
    let small = recording.frames.filter { $0.width == 64 && $0.time >= summary.start }
    let large = recording.frames.filter { $0.width == 96 }
    #expect(small.count >= 15 && large.count == 40)
    try await WrittenClip.expect(summary.files[0], shows: small)
    try await WrittenClip.expect(summary.files[1], shows: large)
    #expect(summary.gaps == [ClipGap(start: small.last?.time ?? 0, end: large.first?.time ?? 0)])
  }

  @Test func `goes on over a hole in the stream`() async throws {
    let path = try video("a.ts", size: "320x240", "-c:v", "libx264", "-bf", "2")
    var bytes = try Data(contentsOf: URL(filePath: path))
    let hole = bytes.count / 2 / 188 * 188
    bytes.removeSubrange(hole..<hole + 20 * 188)
    try bytes.write(to: URL(filePath: path))
    let recording = try await RingRecording(path)
    #expect((20..<40).contains(recording.frames.count))
    let summary = try await ClipWriter().write(recording.ring, from: 0, to: 9, destination: destination)
    #expect(summary.files.count == 1)
    let frames = try await MediaSource(destination.path).frames()
    let isEqual = frames.map(\.pixels) == recording.frames.map(\.pixels)
    #expect(isEqual)
    // Pictures that the source shows at one moment are a tick apart.
    #expect(zip(frames, recording.frames).allSatisfy { abs($0.time - $1.time) < 1e-4 })
    let times = try WrittenClip.decodingTimes(destination.path, "v")
    #expect(times.count >= frames.count && zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `keeps a turned picture turned, and pixels that are not square`() async throws {
    let straight = try video("a.mp4", "-c:v", "libx264", "-vf", "setsar=16/11")
    let path = folder.path("turned.mp4")
    try CommandLineTool.ffmpeg("-i", straight, "-metadata:s:v", "rotate=90", "-c", "copy", path)
    let recording = try await RingRecording(path)
    #expect(recording.frames.first?.width == 48)
    let summary = try await ClipWriter().write(recording.ring, from: 0, to: 9, destination: destination)
    try await WrittenClip.expect(try #require(summary.files.first), shows: recording.frames)
    let aspect = try CommandLineTool.run(
      "ffprobe",
      [
        "-v", "error", "-show_entries", "stream=sample_aspect_ratio", "-of", "csv=p=0", destination.path,
      ])
    #expect(aspect.hasPrefix("16:11"))
  }

  @Test func `tells how much the ring did not reach back`() async throws {
    let path = try video("a.ts", "-c:v", "libx264", "-bf", "0", "-sc_threshold", "0")
    let recording = try await RingRecording(path, seconds: 1.5)
    #expect(recording.ring.status.start == 2)
    let summary = try await ClipWriter().write(recording.ring, from: 0.5, to: 3, destination: destination)
    #expect(summary.start == 2 && summary.missingBefore == 1.5)
    try await WrittenClip.expect(
      try #require(summary.files.first), shows: recording.frames(from: 2, through: 3))
  }

  @Test func `of a time that the ring does not hold is an error, and no file`() async throws {
    let path = try video("a.ts", "-c:v", "libx264", "-bf", "0", "-sc_threshold", "0")
    let recording = try await RingRecording(path, seconds: 1)
    let early = await #expect(throws: MediaError.self) {
      try await ClipWriter().write(recording.ring, from: 0.5, to: 1, destination: destination)
    }
    #expect(early?.code == .noPackets && early?.message.contains("reaches from 2.0 s to 3.9 s") == true)
    let empty = await #expect(throws: MediaError.self) {
      try await ClipWriter().write(
        PacketRing(seconds: 1, byteLimit: 1), from: 0, to: 1, destination: destination)
    }
    #expect(empty?.code == .noPackets)
    #expect(try folder.names() == ["a.ts"])
  }

  @Test func `that cannot be written leaves nothing`() async throws {
    let path = try video("a.ts", "-c:v", "libx264")
    let recording = try await RingRecording(path)
    let error = await #expect(throws: MediaError.self) {
      try await ClipWriter().write(
        recording.ring, from: 0, to: 1, destination: URL(filePath: path).appending(path: "clip.mp4"))
    }
    #expect(error?.code == .cannotWrite)
    #expect(try folder.names() == ["a.ts"])
  }

  @Test func `cannot be made of pictures that are not compressed, which the ring says`() async throws {
    let recording = try await RingRecording("lavfi:testsrc=size=64x48:rate=10:duration=1")
    #expect(recording.frames.count == 10 && recording.ring.status.packets == 0)
    #expect(recording.ring.status.refusal?.hasPrefix("clips cannot hold") == true)
    let error = await #expect(throws: MediaError.self) {
      try await ClipWriter().write(recording.ring, from: 0, to: 1, destination: destination)
    }
    #expect(error?.code == .noPackets && error?.message.contains("clips cannot hold") == true)
  }

  @Test func `is not disturbed when somebody asks what the source is`() async throws {
    let path = try video("a.ts", "-c:v", "libx264")
    let ring = PacketRing(seconds: 100, byteLimit: 1 << 20)
    var options = MediaSourceOptions()
    options.packets = ring
    let source = try MediaSource(path, options: options)
    _ = try await source.frames()
    let before = ring.status
    _ = try await source.facts()
    _ = try await FrameGrabber.frames(at: [.index(3)], of: source)
    #expect(ring.status == before && before.packets == 40)
  }
}
