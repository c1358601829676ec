import Testing
import VigilCore

@Suite struct `A source name` {
  @Test(arguments: [
    ("rtsp://admin:hunter2@10.0.0.7:554/stream", "rtsp://***@10.0.0.7:554/stream"),
    ("rtsp://admin:p/a?s#s@10.0.0.7/stream?token=abc#x", "rtsp://***@10.0.0.7/stream?***"),
    ("rtsp://10.0.0.7/stream", "rtsp://10.0.0.7/stream"),
    ("http://host?key=1", "http://host?***"),
    ("/videos/a@b?c.mp4", "/videos/a@b?c.mp4"),
    ("/dev/video0", "/dev/video0"),
    ("rtsp://token@host", "rtsp://***@host"),
    ("udp://@239.0.0.1:5000", "udp://@239.0.0.1:5000"),
    ("rtmp://host/live/street", "rtmp://host/live/street"),
    ("rtmps://a:b@host/live/live_4711_abcdef?x=1", "rtmps://***@host/live/***?***"),
    ("srt://host:9000?passphrase=canary-canary", "srt://host:9000?***"),
  ])
  func `shows no secret`(source: String, shown: String) {
    #expect(SourceName.redacted(source) == shown)
  }
}
