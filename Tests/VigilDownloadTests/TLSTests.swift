import Foundation
import Testing
import VigilDownload
import VigilTestSupport

@Suite struct `A download over HTTPS` {
  let fixture = DownloadFixture()

  private func download(from server: TLSServer, trustsIt: Bool) throws -> Download {
    try Data(fixture.content).write(to: server.folder.appending("weights.pkl"))
    // The server does not say how long the file is.
    var download = try fixture.download(server.url("weights.pkl"), sha256: fixture.sha256)
    if trustsIt { download.certificates = server.certificate }
    return download
  }

  @Test func `arrives from a server that is trusted`() async throws {
    let server = try TLSServer(certifiedAs: "IP:127.0.0.1")
    let file = try await download(from: server, trustsIt: true).run()
    #expect(file.bytes == fixture.content.count)
    #expect(fixture.result == fixture.content)
  }

  @Test(arguments: [("IP:127.0.0.1", false), ("IP:127.0.0.2", true), ("DNS:localhost", true)])
  func `is refused at once by whom nobody trusts, or who has another name`(
    name: String, isTrusted: Bool
  ) async throws {
    let server = try TLSServer(certifiedAs: name)
    let error = await #expect(throws: DownloadError.self) {
      try await download(from: server, trustsIt: isTrusted).run()
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("certificate is not trusted") == true)
    #expect(fixture.delays == [])
    #expect(fixture.names == [])
  }
}
