import Testing
import VigilStationConfiguration

@Suite struct `A section to paste` {
  @Test(arguments: [
    ("rtsp://10.0.0.7:554/stream1", "\"rtsp://10.0.0.7:554/stream1\""),
    ("rtsp://admin:canary@10.0.0.7/stream1", "\"rtsp://10.0.0.7/stream1\""),
    ("rtsp://10.0.0.7/cam?channel=1&subtype=0", "\"rtsp://10.0.0.7/cam?channel=1&subtype=0\""),
    (
      "rtsp://10.0.0.7/user=canary&password=canary&channel=1",
      "\"rtsp://10.0.0.7/user={user}&password={password}&channel=1\""
    ),
    ("http://10.0.0.7/video?usr=canary&pwd=canary", "\"http://10.0.0.7/video?usr={user}&pwd={password}\""),
    ("rtsp://10.0.0.7/a?token=canary&x=1", "\"rtsp://10.0.0.7/a?token=***&x=1\""),
    ("rtsp://10.0.0.7/a?canary-0123456789abcdef&x=1", "\"rtsp://10.0.0.7/a?***&x=1\""),
    ("rtsp://10.0.0.7/admin/canary/live", "\"rtsp://10.0.0.7/admin/***/live\""),
    ("a.mp4", "a.mp4"), ("/dev/video0", "/dev/video0"),
  ])
  func `has the address without what is secret`(address: String, written: String) throws {
    let section = CameraSection(name: "front-door", address: address)
    #expect(section.yaml.contains("    source: \(written)\n"))
    #expect(!section.yaml.contains("canary"))
    let needsUser = address.contains("canary@") || written.contains("{user}")
    #expect(section.yaml.contains("password: ${FRONT_DOOR_PASSWORD}") == needsUser)
    #expect(section.yaml.contains("user: ${FRONT_DOOR_USER}") == needsUser)
    #expect(section.yaml.contains("# Write a secret") == written.contains("***"))
  }

  @Test func `is read back as it is`() throws {
    var section = CameraSection(name: "7", address: "rtsps://u:p@10.0.0.7/stream1")
    (section.ring, section.transport, section.acceptsAnyCertificate) = (67_108_864, .udp, true)
    let secrets = SecretSource(environment: ["CAMERA_7_USER": "u", "CAMERA_7_PASSWORD": "p"])
    let file = try StationFile(text: "cameras:\n" + section.yaml, name: "s.yaml", secrets: secrets)
    let camera = try #require(file.cameras.first)
    #expect(camera.name == "7" && camera.source.text == "rtsps://10.0.0.7/stream1")
    #expect(camera.user?.revealed == "u" && camera.password?.revealed == "p")
    #expect(camera.ring == 67_108_864 && camera.transport == .udp && camera.acceptsAnyCertificate)
    section.ring = 1_048_576
    #expect(!section.yaml.contains("ring:"), "less than the station has anyway")
  }
}
