import Testing

import VigilStation

@Suite struct `What people are told of a camera` {
  @Test(arguments: [
    ("rtsp://10.0.0.7:554/a?b=c: Connection refused", "its stream: Connection refused"),
    ("no answer from rtsps://[fe80::1]/live", "no answer from its stream"),
    ("http://door.lan/x.mjpg, which sent nothing", "its stream, which sent nothing"),
    ("/dev/video0 is busy: 3 frames", "/dev/video0 is busy: 3 frames"),
  ])
  func `has no address of it`(_ reason: String, _ shown: String) {
    #expect(CameraReason.shown(reason) == shown)
  }
}
