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
  ])
  func `shows no secret`(source: String, shown: String) {
    #expect(SourceName.redacted(source) == shown)
  }
}
