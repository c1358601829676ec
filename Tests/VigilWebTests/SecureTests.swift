import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `A station with a certificate` {
  private let folder: TemporaryFolder
  private let files: WebOptions.Certificate

  init() throws {
    folder = try TemporaryFolder()
    try CommandLineTool.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj",
        "/CN=vigil test", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder.path("key.pem"),
        "-out",
        folder.path("certificate.pem"),
      ])
    files = WebOptions.Certificate(
      chain: folder.appending("certificate.pem"), key: folder.appending("key.pem"))
  }

  private func curl(_ station: RunningStation, _ arguments: String...) throws -> String {
    // It is used by its address only: without this it could be gone before it is asked.
    try withExtendedLifetime(station) {
      try CommandLineTool.run(
        "curl",
        ["--silent", "--show-error", "--include", "--max-time", "60", "--cacert", files.chain.path]
          + arguments)
    }
  }

  @Test func `speaks HTTPS, and its cookie is for HTTPS only`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.certificate = files }
    let url = "https://localhost:\(station.port)"
    #expect(try curl(station, "\(url)/healthz").contains("200"))
    let answer = try curl(
      station, "--json", #"{"name":"ada","password":"\#(RunningStation.password)"}"#, "\(url)/api/v1/session")
    let cookie = try #require(answer.firstMatch(of: /__Host-vigil_session=[A-Za-z0-9_-]{43}/)?.0)
    #expect(answer.contains("; HttpOnly; SameSite=Strict; Secure"))
    #expect(try curl(station, "--cookie", String(cookie), "\(url)/api/v1/cameras").contains("\"gate\""))
  }

  @Test func `does not speak HTTP, nor older TLS`() async throws {
    let station = try await RunningStation { $0.certificate = files }
    #expect(throws: (any Error).self) { try station.nobody.get("/healthz") }
    // A client that would take older ones: at Debian's usual level it refuses them itself.
    for (version, isSpoken) in [("-tls1", false), ("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
      let outcome = Result {
        try withExtendedLifetime(station) {
          try CommandLineTool.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(station.port)", version, "-cipher", "DEFAULT@SECLEVEL=0"])
        }
      }
      #expect(((try? outcome.get()) != nil) == isSpoken, "\(version)")
    }
  }

  @Test func `drops who has to give way, without waiting for a farewell that does not come`() async throws {
    // A process of its own: the others here have descriptors.
    await #expect(processExitsWith: .success) {
      let secure = try `A station with a certificate`()
      let station = try await RunningStation {
        ($0.certificate, $0.limits.connections) = (secure.files, 20)
      }
      let before = try Descriptors.count
      // Peers that have said hello and then say nothing; it tells how many descriptors the station has then.
      let program = """
        import os, socket, ssl, sys
        context = ssl._create_unverified_context()
        peers = []
        for _ in range(200):
            peer = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))), server_hostname="localhost")
            peers.append(peer)
        print(len(os.listdir("/proc/%s/fd" % sys.argv[2])))
        """
      let text = try withExtendedLifetime(station) {
        try CommandLineTool.run("python3", ["-c", program, "\(station.port)", "\(getpid())"])
      }
      let most = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines))) - before
      // Farewells of TLS are waited for five seconds each.
      #expect(most < 100)
    }
  }

  @Test func `does not start with files that are none or do not belong together`() async throws {
    let other = folder.path("other.pem")
    try CommandLineTool.run(
      "openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", other])
    for certificate in [
      WebOptions.Certificate(chain: folder.appending("none.pem"), key: files.key),
      WebOptions.Certificate(chain: files.chain, key: files.chain),
      WebOptions.Certificate(chain: files.chain, key: URL(filePath: other)),
    ] {
      await #expect { try await RunningStation { $0.certificate = certificate } } throws: {
        ($0 as? WebError)?.code == .certificateUnusable
      }
    }
  }
}
