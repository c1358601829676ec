import Foundation
import Testing
import VigilMedia
import VigilTestSupport

@Suite struct `Cameras of this machine` {
  @Test func `are only devices that capture video`() throws {
    let folder = try TemporaryFolder()
    for name in ["video0", "video1", "videos", "audio0"] {
      try Data().write(to: folder.url.appending(path: name))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("video2"), withDestinationPath: "/dev/null")
    #expect(CameraDevice.connected(in: folder.url.path).isEmpty)
    #expect(CameraDevice.connected(in: folder.path("missing")).isEmpty)
  }

  @Test func `are listed with a path and a name`() {
    for camera in CameraDevice.connected() {
      #expect(camera.path.hasPrefix("/dev/video") && !camera.name.isEmpty)
    }
  }

  @Test func `that are not there give a clear error`() async throws {
    let source = try MediaSource("/dev/video987")
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .notFound)
    #expect(
      error?.message == "there is no camera /dev/video987; plug it in, or list cameras with vigil doctor")
  }
}
