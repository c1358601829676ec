import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `The stamps of a recording` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ bytes: [UInt8], _ name: String = "made.ts") throws -> String {
    try Data(bytes).write(to: folder.appending(name))
    return folder.path(name)
  }

  /// Reads a source of 25 frames a second and checks that its times never stray from that.
  private func expectSteady(
    _ path: String, frames count: Int, corrected: Int, within tolerance: Double = 0.001,
    at place: SourceLocation = #_sourceLocation
  ) async throws {
    let source = try MediaSource(path)
    let frames = try await source.frames()
    #expect(frames.count == count, sourceLocation: place)
    for frame in frames {
      guard abs(frame.time - Double(frame.index) / 25) > tolerance else { continue }
      Issue.record("frame \(frame.index) is at \(frame.time) s", sourceLocation: place)
      break
    }
    #expect(source.status.correctedStamps == corrected, sourceLocation: place)
    #expect(!source.status.isTruncated && source.status.damagedPlaces == 0, sourceLocation: place)
  }

  @Test(arguments: [OddVideo.clockSetBack, .oneWildStamp])
  func `are not believed where a clock was set back or one is wild`(video: OddVideo) async throws {
    try await expectSteady(video.path, frames: 200, corrected: 1)
    // A length of a day would be told to everybody.
    let duration = try await MediaSource(video.path).facts().duration
    #expect(duration.map { $0 == 8 } ?? true)
  }

  @Test(arguments: [-9_800.0, -3_600, -3, 37_600, 3_600, 600, 5])
  func `are not believed at one frame, or a few, far from the others`(shift: Double) async throws {
    let stream = try TransportStream(frames: 100, in: folder)
    // Three seconds between the first two frames may well be.
    for wild in [60...60, 60...62] + (shift == -3 ? [] : [0...0]) {
      let path = try write(stream.restamped { wild.contains($0) ? shift : 0 })
      try await expectSteady(path, frames: 100, corrected: 1)
    }
  }

  @Test(arguments: [-9_800.0, -3_600, -600, -2, 600, 3_600, 37_600])
  func `go on where all of them jump`(shift: Double) async throws {
    let stream = try TransportStream(frames: 100, in: folder)
    try await expectSteady(write(stream.restamped { $0 < 50 ? 0 : shift }), frames: 100, corrected: 1)
    // And back again, which after two seconds is a pause.
    guard shift != -2 else { return }
    let both = try write(stream.restamped { (30..<70).contains($0) ? shift : 0 })
    try await expectSteady(both, frames: 100, corrected: 2)
  }

  @Test func `are believed where they pass the largest number`() async throws {
    let stream = try TransportStream(frames: 100, in: folder)
    let wrap = Double(1 << 33) / 90_000
    try await expectSteady(write(stream.restamped { _ in wrap - 3.4 }), frames: 100, corrected: 0)
  }

  @Test(arguments: ["mpg", "mkv", "webm", "ts"])
  func `begin anew where files are joined, and time goes on`(kind: String) async throws {
    let part = folder.path("part.\(kind)")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=4", "-bf", kind == "mkv" ? "2" : "0", part)
    let path = folder.path("joined.\(kind)")
    try CommandLineTool.run("sh", ["-c", "cat '\(part)' '\(part)' > '\(path)'"])
    try await expectSteady(path, frames: 200, corrected: 1)
  }

  @Test(arguments: ["mkv", "mp4", "ts"])
  func `are believed across a long pause`(kind: String) async throws {
    let steady = (0..<10).map { Double($0) / 25 }
    try await expect(
      steady.map { $0 < 0.2 ? $0 : $0 + 30 }, of: "setpts='if(gte(N,5),N/25+30,N/25)/TB'", in: kind)
    // A picture each ten seconds.
    try await expect(steady.map { $0 * 250 }, of: "setpts=N*10/TB", in: kind)
  }

  /// Ten frames whose stamps a filter sets.
  private func expect(_ times: [Double], of filter: String, in kind: String) async throws {
    let path = folder.path("slow.\(kind)")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25", "-vf", filter, "-fps_mode", "passthrough",
      "-frames:v", "10", "-c:v", "libx264", path)
    let source = try MediaSource(path)
    let found = try await source.frames().map(\.time)
    #expect(found.count == times.count)
    for (time, expected) in zip(found, times) { #expect(abs(time - expected) < 0.002, "\(filter)") }
    #expect(source.status.correctedStamps == 0)
  }

  @Test(arguments: [OddVideo.clockSetBack, .oneWildStamp])
  func `do not keep a copy from being written`(video: OddVideo) async throws {
    let copy = folder.appending("copy.mp4")
    let summary = try await AnnotatedVideo(of: try MediaSource(video.path), overlay: Overlay(threshold: 0.5))
      .write(to: copy) { _ in 0.25 }
    #expect(summary.frames == 200)
    let duration = try await MediaSource(copy.path).facts().duration
    #expect(duration.map { abs($0 - 8) < 0.01 } == true, "\(duration ?? 0)")
  }

  @Test(arguments: [-3_600.0, 37_600])
  func `are corrected for the sound of a copy, too`(shift: Double) async throws {
    let stream = try TransportStream(frames: 100, sound: true, in: folder)
    let path = try write(stream.restamped { $0 < 50 ? 0 : shift })
    let copy = folder.appending("copy.mp4")
    let summary = try await AnnotatedVideo(of: try MediaSource(path), overlay: Overlay(threshold: 0.5))
      .write(to: copy) { _ in nil }
    #expect(summary.frames == 100 && summary.notes.isEmpty)
    let text = try CommandLineTool.run(
      "ffprobe", ["-v", "error", "-show_entries", "stream=duration", "-of", "csv=p=0", copy.path])
    let durations = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    #expect(durations.count == 2 && durations.allSatisfy { abs($0 - 4) < 0.2 }, "\(durations)")
  }

  @Test func `give the same frames to whoever takes single ones`() async throws {
    for video in [OddVideo.clockSetBack, .oneWildStamp] {
      let frames = try await FrameGrabber.frames(at: [.time(2.5), .time(6.0)], of: MediaSource(video.path))
      #expect(frames.map(\.index) == [62, 150])
    }
  }
}
