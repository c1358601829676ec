import Foundation
import Testing
import VigilMedia
import VigilTestSupport

@Suite struct `The text for a source` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("rtsp://host/a", true), ("rtsps://host/a", true), ("http://host/stream.m3u8", true),
    ("http://host/mjpg?x=a.mp4", true), ("https://host/a.MP4?token=1", false), ("/dev/video3", true),
    ("rtmp://host/live/a", true), ("srt://host:9000", true), ("udp://@239.0.0.1:5000", true),
    ("a.mp4", false), ("file:///a%20b.mp4", false), ("lavfi:testsrc", false),
  ])
  func `says whether the source is live`(source: String, isLive: Bool) throws {
    #expect(try MediaSource(source).isLive == isLive)
  }

  @Test(arguments: [
    "-", "", "ftp://host/a.mp4", "gopher://host/a", "concat://a", "lavfi:movie=/etc/passwd",
    "lavfi:amovie=a.mp4", "lavfi:color,drawtext=textfile=/etc/passwd", "lavfi:testsrc,frei0r=a",
    "lavfi:testsrc='a", "lavfi:[a]movie=b", "lavfi:color=/color=/etc/passwd", "lavfi:",
  ])
  func `is refused when it is not a source`(source: String) {
    #expect(throws: MediaError.self) { try MediaSource(source) }
  }

  @Test func `is shown without secrets`() throws {
    let source = try MediaSource("rtsp://admin:hunter2@host/a?b=c")
    var dumped = ""
    dump(source, to: &dumped)
    #expect(source.name == "rtsp://***@host/a?***" && "\(source)" == source.name)
    #expect(!dumped.contains("hunter2") && !String(reflecting: source).contains("hunter2"))
  }

  @Test(arguments: [
    "admin:hunter2@10.0.0.7/live", "rtsp:/admin:hunter2@10.0.0.7/live", "rtsp:admin:hunter2@10.0.0.7/live",
  ])
  func `without its scheme is said to lack it, and shows no secret`(source: String) async throws {
    let source = try MediaSource(source)
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    let message = try #require(error?.message)
    #expect(error?.code == .notFound && message.contains("rtsp://") && !message.contains("hunter2"))
  }

  @Test func `that can be read in two ways is refused with what to escape`() {
    let error = #expect(throws: MediaError.self) { try MediaSource("rtsp://admin:x@hunter2/y@host/live") }
    #expect(error?.code == .unsupportedSource && error?.message.contains("%40") == true)
    #expect(error?.message.contains("hunter2") == false)
  }

  @Test func `may have its scheme in capitals`() throws {
    #expect(try MediaSource("RTSP://host/a").isLive && !MediaSource("HTTP://host/a.mp4").isLive)
  }

  @Test(arguments: [
    "concat:a|b", "pipe:0", "subfile,,start,0,end,1,,:a", "async:a", "data:,x", "cache:a", "http.mp4",
    "rtsp", "lavfi", "https:x",
  ])
  func `means a file when it looks like a protocol inside a protocol`(source: String) async throws {
    let missing = try MediaSource(source)
    await #expect(throws: MediaError.self) { try await missing.frames() }
    #expect(missing.status.facts == nil)
    // A file of exactly that name is an ordinary file.
    let path = folder.path(source)
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-f", "matroska", "file:" + path)
    #expect(try await MediaSource(path).frames().count == 5)
  }

  @Test(arguments: ["list.m3u8", "list.ffconcat", "list.txt", "stream.sdp", "list"])
  func `never leads from a file to other files or the network`(name: String) async throws {
    let server = try SilentServer()
    let victim = folder.path("victim.ts")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-c:v", "mpeg2video", victim)
    let playlists = [
      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(victim)\n#EXT-X-ENDLIST\n",
      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:\(server.port)/a.ts\n#EXT-X-ENDLIST\n",
      "ffconcat version 1.0\nfile victim.ts\n",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    ]
    for playlist in playlists {
      let path = folder.path(name)
      try Data(playlist.utf8).write(to: URL(fileURLWithPath: path))
      await #expect(throws: MediaError.self) { try await MediaSource(path).frames() }
    }
    #expect(server.waitingConnections == 0)
  }
}
