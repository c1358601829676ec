import Testing
import VigilCore

@Suite struct `An address` {
  @Test(arguments: [
    // RFC 3986, section 3.2
    ("rtsp://10.0.0.7:554/live?a=1#b", nil, nil, "10.0.0.7:554", "/live?a=1#b"),
    ("RTSP://host/live", nil, nil, "host", "/live"),
    ("rtsp://admin@host", "admin", nil, "host", ""),
    ("rtsp://admin:p%40ss%2F@host/s", "admin", "p@ss/", "host", "/s"),
    ("rtsp://u:p@[fe80::1%25eth0]:554/s", "u", "p", "[fe80::1%25eth0]:554", "/s"),
    ("rtsp://10.0.0.7/stream@main", nil, nil, "10.0.0.7", "/stream@main"),
    ("rtsp://camera/stream@main", nil, nil, "camera", "/stream@main"),
    ("http://camera/snap.jpg?mail=a@b.com", nil, nil, "camera", "/snap.jpg?mail=a@b.com"),
    // Passwords as people paste them in.
    ("rtsp://admin:p@ss@10.0.0.7/s", "admin", "p@ss", "10.0.0.7", "/s"),
    ("rtsp://admin:p/a?s#s@10.0.0.7/s", "admin", "p/a?s#s", "10.0.0.7", "/s"),
    ("rtsp://admin:hunter2@longsecret#1@127.0.0.1:9/s", "admin", "hunter2@longsecret#1", "127.0.0.1:9", "/s"),
    ("rtsp://admin:x@hunter2/y@camera.local/live", "admin", "x@hunter2/y", "camera.local", "/live"),
    ("rtsp://admin:pw@10.0.0.7/stream@main", "admin", "pw", "10.0.0.7", "/stream@main"),
    ("rtsp://a:b:c@host/s", "a", "b:c", "host", "/s"),
    ("rtsp://:@host/s", "", "", "host", "/s"),
    ("rtsp://ad%20min:100%@host/s", "ad min", "100%", "host", "/s"),
  ])
  func `is split where a person would`(
    text: String, user: String?, password: String?, host: String, path: String
  ) throws {
    let address = try #require(NetworkAddress(text))
    #expect(address.user == user && address.password == password)
    #expect(address.host == host && address.path == path && !address.isAmbiguous)
    // Escaped, it is split in one way only.
    let again = try #require(NetworkAddress(address.text))
    #expect(again == address && ["rtsp", "http"].contains(again.scheme))
  }

  @Test(arguments: [
    "rtsp://admin:x@hunter2/y@host/live", "rtsp://admin:1/hunter2@host/live",
    "http://admin:hunter2@cam/snap.jpg?mail=a@b.com",
  ])
  func `that can be read in two ways is told, and hides both`(text: String) throws {
    #expect(try #require(NetworkAddress(text)).isAmbiguous)
    #expect(!SourceName.redacted(text).contains("hunter2"))
  }

  @Test(arguments: ["host/live", "/a/b", "://host", "a b://host", ""])
  func `has a scheme`(text: String) { #expect(NetworkAddress(text) == nil) }

  @Test(arguments: [
    "rtsp://admin:canary@10.0.0.7/live", "rtsp://canary@10.0.0.7/live", "rtsp://a:b@canary#1@10.0.0.7/live",
    "rtsp://a:canary/b@10.0.0.7/live", "rtsp://a:b?canary@10.0.0.7/live", "rtsp://a:x@canary/y@10.0.0.7/live",
    "rtsp://10.0.0.7/live?password=canary", "rtsp://10.0.0.7/live#canary",
    "rtsp://10.0.0.7/user=admin&password=canary&channel=1&stream=0.sdp",
    "rtsp://10.0.0.7/user=admin_password=canary_channel=1_stream=0.sdp?real_stream",
    "rtsp://10.0.0.7/USER=admin&PWD=canary", "rtsp://10.0.0.7/live/token=canary/1",
    "rtsp://10.0.0.7/admin/canary/live", "rtsp:/admin:canary@10.0.0.7/live", "rtsp:admin:canary@10.0.0.7",
    "RTSP://admin:canary@10.0.0.7/live", "admin:canary@10.0.0.7/live", "admin:p/canary@10.0.0.7/live",
    "rtsp:/10.0.0.7/user=admin&password=canary", "rtsp://a:x@b/y@10.0.0.7/user=a&password=canary",
    "srt://10.0.0.7:9000?passphrase=canary", "rtmp://a:canary@10.0.0.7/live", "udp:/a:canary@10.0.0.7",
  ])
  func `shows no secret in any of its forms, but its host`(text: String) {
    let shown = SourceName.redacted(text)
    #expect(!shown.lowercased().contains("canary") && shown.contains("10.0.0.7"), "\(shown)")
  }

  @Test(arguments: [
    "rtsp://10.0.0.7/live/main", "rtsp://10.0.0.7/cam/realmonitor", "rtsp://10.0.0.7/user/live",
    "/videos/a@b?c.mp4", "/videos/password=1.mp4", "clip.mp4", "C:clip.mp4", "lavfi:testsrc=size=32x32",
    "a:b.mp4",
  ])
  func `without a secret is shown as it is`(text: String) { #expect(SourceName.redacted(text) == text) }
}
