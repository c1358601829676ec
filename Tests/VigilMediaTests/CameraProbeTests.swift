import Testing
import VigilMedia
import VigilTestSupport

@Suite(
  .serialized, .ownThread, .enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"))
struct `A probe of a camera` {
  @Test func `tells what it sends, and connects once`() async throws {
    let server = try RTSPServer()
    var probe = CameraProbe()
    probe.seconds = 2
    let report = try await probe.report(on: "rtsp://127.0.0.1:\(server.port)/test")
    #expect(report.codec == "h264" && report.width == 160 && report.height == 120 && report.fitsMP4)
    #expect(report.profile?.isEmpty == false)
    let rate = try #require(report.frameRate)
    #expect(abs(rate - 20) < 1)
    // A key frame every five pictures of a twentieth of a second.
    #expect(report.isKeyFrameIntervalKnown && abs(report.keyFrameInterval - 0.25) < 0.02)
    #expect(report.bitRate ?? 0 > 10_000 && report.sound == nil && report.clockNote == nil)
    #expect(report.lines.first?.hasPrefix("H.264 (") == true && report.lines.contains("no sound"))
    #expect(server.newConnections() == 1)
  }

  @Test func `says that a password is refused, without it`() async throws {
    let server = try RTSPServer(user: "viewer", password: "hunter2")
    let probe = CameraProbe()
    let error = await #expect(throws: MediaError.self) {
      try await probe.report(on: "rtsp://viewer:canary@127.0.0.1:\(server.port)/test")
    }
    #expect(error?.code == .unauthorized && error?.message.contains("canary") == false)
  }
}

@Suite struct `A probe of a file` {
  private func report(_ arguments: [String], seconds: Double = 10) async throws -> CameraReport {
    let folder = try TemporaryFolder()
    let file = folder.path("a.mkv")
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=9"] + arguments + [file])
    var probe = CameraProbe()
    probe.seconds = seconds
    return try await probe.report(on: file)
  }

  @Test func `finds the longest interval of key frames, also the one that does not end`() async throws {
    let forced = [
      "-c:v", "libx264", "-bf", "2", "-g", "999", "-sc_threshold", "0", "-force_key_frames", "0,1,3,4",
    ]
    let report = try await report(forced)
    #expect(report.keyFrames == 4 && abs(report.keyFrameInterval - 4.9) < 0.01)
    #expect(abs(try #require(report.frameRate) - 10) < 0.01 && abs(report.seconds - 8.9) < 0.01)
    #expect(report.lines[1].contains("set the camera to one every 1 to 4 s"))
    // Five seconds, one interval, and half as much again.
    let expected = try #require(report.bitRate) / 8 * 9.9 * 1.5
    #expect(abs(Double(report.ringBytes(before: 5)) / expected - 1) < 0.01)
  }

  @Test func `reads on for a second key frame, but not for ever`() async throws {
    let late = ["-c:v", "libx264", "-g", "999", "-sc_threshold", "0", "-force_key_frames", "0,6"]
    let report = try await report(late, seconds: 1)
    #expect(report.keyFrames == 2 && abs(report.seconds - 6) < 0.2)
    var probe = CameraProbe()
    (probe.seconds, probe.longest) = (1, 2)
    let endless = try await probe.report(on: "lavfi:testsrc=size=64x64:rate=10")
    #expect(endless.seconds < 3)
  }

  @Test(arguments: [("pcm_alaw", false), ("aac", true)])
  func `tells whether clips can have its sound`(codec: String, fits: Bool) async throws {
    let report = try await report([
      "-f", "lavfi", "-i", "sine=duration=9", "-c:v", "libx264", "-ar", "8000", "-c:a", codec,
    ])
    #expect(report.sound == CameraReport.Sound(codec: codec, fitsMP4: fits))
    #expect(report.lines.contains { $0.contains("clips are silent") } == !fits)
  }
}
