import Testing
import VigilStation
import VigilStationConfiguration

@Suite struct `What people are told of a camera` {
  private func shown(
    _ reason: String, source: CameraAddress = "rtsp://cam.lan:554/live/main?channel=1",
    detect: CameraAddress? = nil, model: ModelNames = "demo", models: [String] = []
  ) -> String {
    var camera = CameraSettings()
    (camera.source, camera.detect, camera.model) = (source, detect, model)
    return CameraReason(camera).shown(reason, models: models)
  }

  @Test(arguments: [
    ("rtsp://10.0.0.7:554/a?b=c: Connection refused", "its stream: Connection refused"),
    ("no answer from rtsps://[fe80::1]/live", "no answer from its stream"),
    ("http://door.lan/x.mjpg, which sent nothing", "its stream, which sent nothing"),
    (
      "cannot open rtsp://cam.lan:554/live/main?***: Input/output error (Connection to cam.lan:554 failed: timed out)",
      "cannot open its stream: Input/output error (Connection to the camera failed: timed out)"
    ),
    // As FFmpeg writes them.
    (
      "Connection to 127.0.0.1:9 failed: Connection refused",
      "Connection to the camera failed: Connection refused"
    ),
    (
      "Failed to resolve hostname cam-secret.invalid: Name or service not known",
      "Failed to resolve hostname: Name or service not known"
    ),
    (
      "Connection attempt to 192.168.7.20 port 554 failed: No route to host",
      "Connection attempt to the camera failed: No route to host"
    ),
    ("Connection to [fe80::1%eth0]:554 failed", "Connection to the camera failed"),
    ("Connection to 2001:db8::7 failed", "Connection to the camera failed"),
    ("getaddrinfo(CAM.LAN, 554): Temporary failure", "getaddrinfo(the camera, 554): Temporary failure"),
    (
      "The certificate's owner does not match hostname nvr.lan",
      "The certificate's owner does not match hostname"
    ),
    ("no answer from Cam.Lan.", "no answer from the camera."),
    ("Connection to gate.cam.lan:8554 failed", "Connection to the camera failed"),
    // Another name of the same machine.
    ("Connection to nvr-7:554 failed", "Connection to the camera failed"),
    ("cam.lan:Connection refused", "the camera:Connection refused"),
    (
      "method DESCRIBE of /live/main failed: 404 Not Found",
      "method DESCRIBE of its stream failed: 404 Not Found"
    ),
    ("cannot read '/srv/station/key.pem': no such file", "cannot read 'key.pem': no such file"),
  ])
  func `has no address of it`(_ reason: String, _ shown: String) {
    #expect(self.shown(reason) == shown)
  }

  @Test(arguments: [
    "its stream sent nothing for 10 s",
    "the picture is 4:3, and was 16:9 at 12:30:05 on 2026-11-29T12:30:05Z",
    "the network was made by version 2.0.11; error:0A000126:SSL routines::unexpected eof while reading",
    "it has 5 frames/s, and camera.lan2 or mycam.lan are others", "scam.lanes", "demo@0123456789ab",
  ])
  func `keeps all other words`(_ reason: String) { #expect(shown(reason) == reason) }

  @Test func `has no address of either stream`() {
    let reason = "Connection to main.lan:554 failed; Connection to SUB.lan:8554 failed"
    #expect(
      shown(reason, source: "rtsp://main.lan/a", detect: "rtsp://sub.lan:8554/b")
        == "Connection to the camera failed; Connection to the camera failed")
    #expect(shown("2001:DB8::7, port 9", source: "rtsp://[2001:db8::7]/a") == "the camera, port 9")
  }

  @Test(arguments: ["camera", "stream", "cam", "a"])
  func `is not mangled where its host is a common word`(_ host: String) {
    let source = CameraAddress("rtsp://\(host)/live")
    #expect(shown("Connection to \(host):554 failed", source: source) == "Connection to the camera failed")
    #expect(shown("Connection to \(host) failed", source: source) == "Connection to the camera failed")
    let words = "the camera sent its stream without cameras"
    #expect(shown(words, source: source) == words)
  }

  @Test(arguments: [
    (
      "/srv/secret walk/a.mp4", "there is no file /srv/secret walk/a.mp4; look",
      "there is no file its stream; look"
    ),
    ("file:///srv/secret/a.mp4", "file:///srv/secret/a.mp4: no", "its stream: no"),
    (
      "file:///srv/secret/a.mp4", "/srv/secret/a.mp4 is not a readable video",
      "its stream is not a readable video"
    ),
    ("/dev/video7", "/dev/video7 is in use by another program", "its stream is in use by another program"),
  ])
  func `has no path of it`(_ source: String, _ reason: String, _ shown: String) {
    #expect(self.shown(reason, source: CameraAddress(source)) == shown)
  }

  @Test func `has only the name of a model`() {
    let folder = "/srv/our models/night.vigil"
    let reason = "\(folder): \(folder)/detector.safetensors is not what its manifest says"
    let shown = "night.vigil: night.vigil/detector.safetensors is not what its manifest says"
    #expect(self.shown(reason, models: [folder]) == shown)
    #expect(self.shown(reason, model: ModelNames(folder)) == shown)
    #expect(
      self.shown("there is no model /opt/models/day.vigil; name one")
        == "there is no model day.vigil; name one")
  }
}
