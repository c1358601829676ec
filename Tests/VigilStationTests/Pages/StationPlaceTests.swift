import Foundation
import Testing
import VigilStation
import VigilTestSupport

@Suite struct `The place of a station` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `is its folder, or what its file names, without the secrets of the file`() throws {
    let data = folder.appending("data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    try Data(
      "folder: \(data.path)\nuser: a\npassword: ${VIGIL_NOWHERE}\ncameras: {door: {source: 'rtsp://127.0.0.1/a'}}\n"
        .utf8
    ).write(to: folder.appending("station.yaml"))
    #expect(try StationPlace(data.path).folder.path == data.path)
    #expect(try StationPlace(folder.path("station.yaml")).folder.path == data.path)
  }

  @Test func `is told if it is not there`() throws {
    try Data("folder: /nonexistent/x\ncameras: {door: {source: 'rtsp://127.0.0.1/a'}}\n".utf8)
      .write(to: folder.appending("station.yaml"))
    let error = #expect(throws: StationError.self) { try StationPlace(folder.path("station.yaml")) }
    #expect(error?.message.contains("/nonexistent/x") == true)
    #expect(throws: (any Error).self) { try StationPlace(folder.path("none.yaml")) }
  }
}
