import Foundation
import Testing
import VigilRecording
import VigilStore

@Suite struct `The path of a recording` {
  @Test(arguments: [
    ("gate", "gate"), ("front door", "front%20door"), ("../../etc", "%2E%2E%2F%2E%2E%2Fetc"),
    ("..", "%2E%2E"),
    ("Tür-1_a", "T%C3%BCr-1_a"), ("50%", "50%25"), ("a\0b", "a%00b"),
  ])
  func `has the camera's name as one that is safe and can be read back`(camera: String, name: String) {
    #expect(RecordingPath.name(of: camera) == name)
    let path = RecordingPath.path(
      camera: camera, kind: .clip, start: Date(timeIntervalSince1970: 1_800_000_000), id: UUID())
    let parts = RecordingPath.parse(path)
    #expect(parts?.camera == camera && parts?.kind == .clip)
  }

  @Test func `is by day and time in UTC, with the beginning of an id`() throws {
    let id = try #require(UUID(uuidString: "1B2C3D4E-0000-4000-8000-000000000000"))
    let date = Date(timeIntervalSince1970: 1_800_000_305)
    let path = RecordingPath.path(camera: "gate", kind: .segment, start: date, id: id)
    #expect(path == "recordings/gate/2027-01-15/080505-1b2c3d4e.mp4")
    #expect(RecordingPath.date(of: path) == date)
    #expect(RecordingPath.parse(path)?.id == "1b2c3d4e")
  }

  @Test(arguments: [("mp4", FileKind.clip), ("jpg", .picture), ("vtt", .track), ("json", .track)])
  func `tells by its end what belongs to an event`(suffix: String, kind: FileKind) {
    let parts = RecordingPath.parse("clips/gate/2027-01-15/080505-1b2c3d4e.\(suffix)")
    #expect(parts?.kind == kind && parts?.camera == "gate" && parts?.id == "1b2c3d4e")
  }

  @Test(arguments: [
    "recordings/gate/2027-01-15/080505-1b2c3d4e.jpg", "clips/gate/2027-01-15/080505-1b2c3d4e.txt",
    "clips/gate/2027-01-15/080505-1b2c3d4e.mp4.partial", "other/gate/2027-01-15/080505-1b2c3d4e.mp4",
    "clips/gate/080505-1b2c3d4e.mp4", "clips/gate/2027-01-15/holiday.mp4", "",
  ])
  func `of a file that is not ours is none`(path: String) { #expect(RecordingPath.parse(path) == nil) }
}
