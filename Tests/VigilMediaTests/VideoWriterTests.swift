import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `A video writer` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A picture whose left part, as wide as `share` says, is bright.
  private func frame(_ index: Int, _ time: Double, width: Int = 64, height: Int = 48) -> Frame {
    let row = (0..<width).flatMap { column in
      [UInt8](repeating: column * 20 < width * (index % 20 + 1) ? 220 : 30, count: 3)
    }
    return Frame(
      index: index, time: time, width: width, height: height, pixels: (0..<height).flatMap { _ in row })
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  /// The presentation times of a file's streams of one kind, in seconds.
  private func times(_ path: String, _ kind: String) throws -> [Double] {
    try CommandLineTool.run(
      "ffprobe",
      [
        "-v", "error", "-select_streams", "\(kind):0", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
        path,
      ]
    ).split(whereSeparator: { ",\n".contains($0) }).compactMap { Double($0) }.sorted()
  }

  @Test func `keeps pictures and irregular times`() async throws {
    let times = [0, 0.04, 0.1, 0.5, 0.501, 2, 2.0333333, 7.25]
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"))
    for (index, time) in times.enumerated() { try await writer.append(frame(index, time + 3)) }
    let summary = try await writer.finish()
    #expect(summary.frames == 8 && summary.duration == 7.25 && summary.encoder == "libx264")
    let frames = try await MediaSource(folder.path("a.mp4")).frames()
    #expect(frames.count == 8)
    for (index, (found, time)) in zip(frames, times).enumerated() {
      #expect(abs(found.time - time) < 1e-5)
      let difference = zip(found.pixels, frame(index, 0).pixels).map { abs(Int($0) - Int($1)) }.reduce(0, +)
      #expect(difference < found.pixels.count * 6, "picture \(index) looks the same")
    }
  }

  @Test func `puts the index first, so that browsers can play while they load`() async throws {
    let url = folder.url.appending(path: "deep/er/a.mp4")
    let writer = VideoWriter(url)
    for index in 0..<10 { try await writer.append(frame(index, Double(index) / 10)) }
    try await writer.finish()
    let bytes = try Data(contentsOf: url)
    let index = try #require(bytes.range(of: Data("moov".utf8)))
    let media = try #require(bytes.range(of: Data("mdat".utf8)))
    #expect(index.lowerBound < media.lowerBound)
  }

  @Test func `appears only when it is finished, and leaves nothing when it is given up`() async throws {
    let url = folder.url.appending(path: "a.mp4")
    try Data("old".utf8).write(to: url)
    var writer: VideoWriter? = VideoWriter(url)
    try await writer?.append(frame(0, 0))
    #expect(try Data(contentsOf: url) == Data("old".utf8))
    #expect(try files().count == 2)
    writer = nil
    // The writer goes away on its own thread, as soon as that is done.
    for _ in 0..<100_000 where try files().count == 2 { await Task.yield() }
    #expect(try files() == ["a.mp4"] && Data(contentsOf: url) == Data("old".utf8))
  }

  @Test func `shows the last frame as long as the one before`() async throws {
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"))
    for index in 0..<5 { try await writer.append(frame(index, Double(index) / 5)) }
    try await writer.finish()
    #expect(try await MediaSource(folder.path("a.mp4")).facts().duration == 1)
  }

  @Test func `writes two frames of one time one after the other`() async throws {
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"))
    for (index, time) in [0.0, 0.1, 0.1, 0.05, 0.2].enumerated() {
      try await writer.append(frame(index, time))
    }
    try await writer.finish()
    #expect(try await MediaSource(folder.path("a.mp4")).frames().count == 5)
  }

  @Test func `takes odd sizes and changing sizes`() async throws {
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"))
    try await writer.append(frame(0, 0, width: 65, height: 49))
    try await writer.append(frame(1, 0.1, width: 130, height: 98))
    try await writer.finish()
    let frames = try await MediaSource(folder.path("a.mp4")).frames()
    #expect(frames.map(\.width) == [64, 64] && frames.map(\.height) == [48, 48])
  }

  @Test func `says why it cannot write`() async throws {
    let blocked = folder.url.appending(path: "file")
    try Data().write(to: blocked)
    let writer = VideoWriter(blocked.appending(path: "a.mp4"))
    let error = await #expect(throws: MediaError.self) { try await writer.append(frame(0, 0)) }
    #expect(error?.code == .cannotWrite)
    let empty = VideoWriter(folder.url.appending(path: "b.mp4"))
    await #expect(throws: MediaError.self) { try await empty.finish() }
    #expect(try files() == ["file"])
  }

  @Test func `takes the first encoder that works`() async throws {
    // The second is part of FFmpeg but needs a board's hardware.
    var options = VideoWriterOptions()
    options.encoders = ["no_such_encoder", "h264_v4l2m2m", "libx264"]
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"), options: options)
    try await writer.append(frame(0, 0))
    #expect(try await writer.finish().frames == 1)
  }

  @Test func `says that there is no encoder, whatever is tried after that`() async throws {
    var options = VideoWriterOptions()
    options.encoders = ["no_such_encoder"]
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"), options: options)
    for _ in 0..<2 {
      let error = await #expect(throws: MediaError.self) { try await writer.append(frame(0, 0)) }
      #expect(error?.code == .noEncoder && error?.message.contains("libx264") == true)
    }
    await #expect(throws: MediaError.self) { try await writer.finish() }
    #expect(try files().isEmpty)
  }

  @Test func `copies the sound of a source as it is`() async throws {
    let path = folder.path("source.ts")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-f", "lavfi", "-i", "sine=duration=2.5",
      "-c:v", "mpeg2video", "-c:a", "aac", path)
    let source = try MediaSource(path)
    var options = VideoWriterOptions()
    options.soundSource = source
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"), options: options)
    for frame in try await source.frames() { try await writer.append(frame) }
    #expect(try await writer.finish().notes.isEmpty)
    let (before, after) = (try times(path, "a"), try times(folder.path("a.mp4"), "a"))
    #expect(before.count > 100 && before.count == after.count)
    // Sound and pictures keep their distance.
    let (pictures, copied) = (try times(path, "v"), try times(folder.path("a.mp4"), "v"))
    #expect(pictures.count == 20 && copied.count == 20)
    for (old, new) in zip(before, after) {
      #expect(abs((old - pictures[0]) - (new - copied[0])) < 0.001)
    }
  }

  @Test func `leaves out sound that cannot live in the file, and says so`() async throws {
    let path = folder.path("source.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1", "-f", "lavfi", "-i", "sine=duration=1",
      "-c:a", "pcm_s16le", path)
    let source = try MediaSource(path)
    var options = VideoWriterOptions()
    options.soundSource = source
    let writer = VideoWriter(folder.url.appending(path: "a.mp4"), options: options)
    for frame in try await source.frames() { try await writer.append(frame) }
    #expect(try await writer.finish().notes == ["the sound was left out: an MP4 file cannot hold pcm_s16le"])
    #expect(try await !MediaSource(folder.path("a.mp4")).facts().hasAudio)
  }

  @Test func `annotates a recording, keeping sound and timing`() async throws {
    let path = folder.path("source.mp4")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "color=c=gray:size=320x240:rate=30000/1001:duration=2", "-f", "lavfi", "-i",
      "sine=duration=2", "-vf", "select='not(mod(n,3))+not(mod(n,5))'", "-vsync", "vfr", path)
    let source = try MediaSource(path)
    let copy = folder.url.appending(path: "copy.mp4")
    let summary = try await AnnotatedVideo(of: source, overlay: Overlay(threshold: 0.5))
      .write(to: copy) { index in index < 8 ? nil : index < 16 ? 0.25 : 0.75 }
    let originals = try await source.frames()
    let frames = try await MediaSource(copy.path).frames()
    #expect(summary.frames == originals.count && frames.map(\.time) == originals.map(\.time))
    #expect(try times(copy.path, "v") == times(path, "v"))
    #expect(try times(copy.path, "a") == times(path, "a"))
    try #require(frames.count == 28)
    func isRed(_ frame: Frame) -> Bool { frame.pixels[0] > 200 && frame.pixels[1] < 60 }
    func hasText(_ frame: Frame) -> Bool { frame.pixels[(6 * 320 + 6) * 3] < 80 }
    #expect(frames.map(isRed) == frames.indices.map { $0 >= 16 })
    #expect(frames.map(hasText) == frames.indices.map { $0 >= 8 })
    // Where nothing was drawn, colours come back as they were.
    let middle = (120 * 320 + 160) * 3
    #expect(abs(Int(frames[20].pixels[middle]) - Int(originals[20].pixels[middle])) <= 2)
  }

  @Test func `writes what can be played before it is finished, and after a crash`() async throws {
    let url = folder.url.appending(path: "a.mp4")
    var options = VideoWriterOptions()
    options.isRecoverable = true
    let writer = VideoWriter(url, options: options)
    for index in 0..<120 { try await writer.append(frame(index, Double(index) / 10)) }
    #expect(try files() == ["a.mp4.partial"])
    // As it lies on the disk at this moment.
    let crashed = folder.url.appending(path: "crashed.mp4")
    try FileManager.default.copyItem(at: folder.url.appending(path: "a.mp4.partial"), to: crashed)
    let saved = try #require(try CommandLineTool.frameCount(crashed.path))
    #expect(saved >= 40, "all but the frames in the encoder and the last two seconds: \(saved)")
    try await writer.finish()
    #expect(try files() == ["a.mp4", "crashed.mp4"])
    let times = try await MediaSource(url.path).frames().map(\.time)
    #expect(times.count == 120)
    for (index, time) in times.enumerated() { #expect(abs(time - Double(index) / 10) < 1e-4) }
  }

  @Test func `leaves what plays of a recoverable video that is given up, but not one that is discarded`()
    async throws
  {
    var options = VideoWriterOptions()
    options.isRecoverable = true
    let discarded = VideoWriter(folder.url.appending(path: "b.mp4"), options: options)
    try await discarded.append(frame(0, 0))
    await discarded.discard()
    #expect(try files().isEmpty)
    var writer: VideoWriter? = VideoWriter(folder.url.appending(path: "a.mp4"), options: options)
    for index in 0..<120 { try await writer?.append(frame(index, Double(index) / 10)) }
    writer = nil
    for _ in 0..<100_000 where try files() != ["a.mp4"] { await Task.yield() }
    #expect(try #require(try CommandLineTool.frameCount(folder.path("a.mp4"))) >= 40)
  }

  @Test func `cuts an annotated copy, and its sound, before a frame`() async throws {
    let path = folder.path("source.mp4")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6", "-f", "lavfi", "-i", "sine=duration=6",
      path)
    let copy = folder.url.appending(path: "copy.mp4")
    let video = AnnotatedVideo(of: try MediaSource(path), overlay: Overlay(threshold: 0.5))
    let summary = try await video.write(to: copy, until: { $0.index >= 20 }, score: { _ in 0.75 })
    #expect(summary.isCut && summary.frames == 20)
    #expect(try times(copy.path, "v").count == 20)
    let sound = try times(copy.path, "a")
    #expect(abs(try #require(sound.last) - 2) < 0.1)
    try FileManager.default.removeItem(at: copy)
    let nothing = try await video.write(to: copy, until: { _ in true }, score: { _ in nil })
    #expect(nothing.isCut && nothing.frames == 0)
    #expect(try files() == ["source.mp4"])
  }

  @Test func `leaves no annotated copy of a recording that fails`() async throws {
    struct Failure: Error {}
    let source = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=1")
    await #expect(throws: Failure.self) {
      try await AnnotatedVideo(of: source, overlay: Overlay(threshold: 0))
        .write(to: folder.url.appending(path: "a.mp4")) { index in
          if index == 5 { throw Failure() }
          return 0
        }
    }
    for _ in 0..<100_000 where try !files().isEmpty { await Task.yield() }
    #expect(try files().isEmpty)
  }

  @Test func `keeps the shape of pixels that are not square`() async throws {
    let source = try MediaSource(OddVideo.anamorphic.path)
    let copy = folder.path("copy.mp4")
    _ = try await AnnotatedVideo(of: source, overlay: Overlay(threshold: 0.5))
      .write(to: URL(filePath: copy)) { _ in nil }
    let text = try CommandLineTool.run(
      "ffprobe",
      ["-v", "error", "-show_entries", "stream=width,height,sample_aspect_ratio", "-of", "csv=p=0", copy])
    #expect(text.hasPrefix("176,144,16:11"), "\(text)")
    let frame = try #require(try await FrameGrabber.frames(at: [.index(3)], of: source, width: 320).first)
    #expect([frame.width, frame.height] == [256, 144] && frame.pixelAspect == 1)
    let narrow = try #require(try await FrameGrabber.frames(at: [.index(3)], of: source, width: 128).first)
    #expect(narrow.width == 128 && narrow.height == 72)
  }

  @Test func `turns the shape of pixels with the picture`() async throws {
    let turned = folder.path("turned.mp4")
    try CommandLineTool.ffmpeg(
      "-i", OddVideo.anamorphic.path, "-c", "copy", "-metadata:s:v:0", "rotate=90", turned)
    let frame = try #require(try await MediaSource(turned).frames().first)
    #expect([frame.width, frame.height] == [144, 176] && abs(frame.pixelAspect - 11.0 / 16) < 1e-9)
  }
}
