import Foundation
import Testing
import VigilMedia
import VigilTestSupport

@Suite(.ownThread) struct `Credentials apart from the address` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `are the first line of a text, up to the first colon and after it`() throws {
    let found = try SourceCredentials(text: "admin:p:a@ss/ \nmore", place: "a file")
    #expect(found.user == "admin" && found.password == "p:a@ss/ ")
    let windows = try SourceCredentials(text: "admin:secret\r\n", place: "a file")
    #expect(windows.password == "secret")
    #expect("\(found)" == "***" && !String(reflecting: found).contains("p:a"))
    var dumped = ""
    dump(found, to: &dumped)
    #expect(!dumped.contains("p:a"))
  }

  @Test(arguments: ["", "admin", ":secret", "\nadmin:secret"])
  func `are refused without a user and a colon, and not shown`(text: String) {
    let error = #expect(throws: MediaError.self) { try SourceCredentials(text: text, place: "/run/camera") }
    #expect(error?.code == .unreadable && error?.message.contains("/run/camera") == true)
    #expect(error?.message.contains("secret") == false)
  }

  @Test func `come from the environment, or from systemd`() throws {
    try Data("root:of systemd".utf8).write(to: folder.appending("vigil"))
    let systemd = ["CREDENTIALS_DIRECTORY": folder.url.path]
    #expect(try SourceCredentials.inEnvironment(systemd)?.password == "of systemd")
    let both = systemd.merging(["VIGIL_CREDENTIALS": "admin:of the variable"]) { $1 }
    #expect(try SourceCredentials.inEnvironment(both)?.password == "of the variable")
    #expect(try SourceCredentials.inEnvironment([:]) == nil)
    #expect(try SourceCredentials.inEnvironment(["CREDENTIALS_DIRECTORY": folder.path("nowhere")]) == nil)
    #expect(throws: MediaError.self) { try SourceCredentials.inEnvironment(["VIGIL_CREDENTIALS": "admin"]) }
  }

  @Test func `that cannot be read are an error that names the file`() {
    let error = #expect(throws: MediaError.self) { try SourceCredentials(file: folder.appending("none")) }
    #expect(error?.code == .notFound && error?.message.contains("none") == true)
  }

  @Test(
    .enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"), .timeLimit(.minutes(15))
  )
  func `open a camera whose address has none`() async throws {
    let server = try RTSPServer(user: "viewer", password: "p@ss/w:d#1?%41")
    var options = MediaSourceOptions()
    options.credentials = SourceCredentials(user: "viewer", password: "p@ss/w:d#1?%41")
    for try await element in try MediaSource("rtsp://127.0.0.1:\(server.port)/test", options: options) {
      if case .frame = element { break }
    }
    // Those of an address come first.
    let wrong = try MediaSource("rtsp://viewer:wrong@127.0.0.1:\(server.port)/test", options: options)
    let error = await #expect(throws: MediaError.self) { try await wrong.frames() }
    #expect(error?.code == .unauthorized)
    // An address may also hold them as people paste them in.
    let pasted = try MediaSource("rtsp://viewer:p@ss/w:d#1?%2541@127.0.0.1:\(server.port)/test")
    for try await element in pasted { if case .frame = element { break } }
  }
}
