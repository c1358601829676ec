import Testing
import VigilMedia

@Suite struct `Modes of a local camera` {
  static func mode(_ format: String, _ width: Int, _ height: Int, _ rate: Double?) -> CameraMode {
    CameraMode(format: format, width: width, height: height, framesPerSecond: rate)
  }

  /// As a webcam lists them: what is uncompressed and large is slow.
  static let webcam = [
    mode("yuyv422", 640, 480, 30), mode("yuyv422", 1280, 720, 10), mode("yuyv422", 1920, 1080, 5),
    mode("mjpeg", 1920, 1080, 30), mode("mjpeg", 1280, 720, 60), mode("mjpeg", 1280, 720, 30),
    mode("mjpeg", 1280, 720, 15), mode("mjpeg", 640, 480, 30),
  ]

  @Test func `are preferred if they are fast, can be copied to a clip, and are large enough`() {
    #expect(CameraMode.preferred(among: Self.webcam) == Self.mode("mjpeg", 1280, 720, 30))
    #expect(CameraMode.preferred(among: Self.webcam.reversed()) == Self.mode("mjpeg", 1280, 720, 30))
  }

  @Test func `are small where pictures are not compressed`() {
    let raw = Self.webcam.filter { !$0.isCompressed } + [Self.mode("yuyv422", 320, 240, 30)]
    #expect(CameraMode.preferred(among: raw) == Self.mode("yuyv422", 640, 480, 30))
  }

  @Test func `are fast before they are compressed or large`() {
    let slow = [Self.mode("mjpeg", 1280, 720, 10), Self.mode("yuyv422", 320, 240, 30)]
    #expect(CameraMode.preferred(among: slow) == slow[1])
    let slower = [Self.mode("yuyv422", 640, 360, 5), Self.mode("yuyv422", 320, 180, 15)]
    #expect(CameraMode.preferred(among: slower) == slower[1])
  }

  @Test func `are the smallest where all are larger than is of use, and none where none is listed`() {
    let large = [Self.mode("mjpeg", 3840, 2160, 30), Self.mode("mjpeg", 1920, 1080, 30)]
    #expect(CameraMode.preferred(among: large) == large[1])
    #expect(CameraMode.preferred(among: []) == nil)
    let silent = [Self.mode("mjpeg", 640, 480, nil)]
    #expect(CameraMode.preferred(among: silent) == silent[0])
  }

  @Test func `are told by format and size`() {
    #expect(
      CameraMode.text(Self.webcam)
        == "yuyv422 640x480 (30), 1280x720 (10), 1920x1080 (5); mjpeg 1920x1080 (30), 1280x720 (60, 30, 15), 640x480 (30)"
    )
    #expect(CameraMode.text([Self.mode("nv12", 640, 480, 29.97)]) == "nv12 640x480 (29.97)")
  }

  @Test(arguments: [
    "size=big", "size=0x5", "rate=-1", "rate=", "format=", "format=a-b", "zoom=2", "size=640x480x3",
  ])
  func `cannot be asked for in other words`(_ part: String) {
    let failure = #expect(throws: MediaError.self) { try MediaSource("/dev/video77?\(part)") }
    #expect(failure?.code == .unsupportedSource)
    #expect(
      failure?.message.contains("\(part) says nothing about a camera") == true, "\(failure?.message ?? "")")
  }
}
