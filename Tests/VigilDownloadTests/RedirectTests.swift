import Foundation
import Testing
import VigilDownload

@Suite struct `A redirect` {
  let fixture = DownloadFixture()

  @Test(arguments: [301, 302, 303, 307, 308])
  func `is followed, and a later request begins at the source again`(status: Int) async throws {
    let script = [
      Reply.redirect(status) { _ in "/there?token=secret" }, .file(fixture.content).cut(after: 30_000),
      .redirect(status) { "http://\($0.headers["Host"].first ?? "")/elsewhere" }, .file(fixture.content),
    ]
    try await ScriptedServer.run(script) { server in
      try await fixture.run(server)
      #expect(
        server.requests.map(\.uri) == ["/weights.pkl", "/there?token=secret", "/weights.pkl", "/elsewhere"])
      #expect(server.ranges == [nil, nil, "bytes=30000-", "bytes=30000-"])
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `in a circle is given up`() async throws {
    try await ScriptedServer.run(Array(repeating: .redirect { _ in "/weights.pkl" }, count: 9)) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumRedirects = 3 }
      }
      #expect(error?.code == .redirectRefused)
      #expect(server.requests.count == 4)
    }
    #expect(fixture.names == [])
  }

  @Test(arguments: [
    ("https://a.example/x/file", "https://b.example/file", "https://b.example/file"),
    ("https://a.example/x/file", "../y/file?a=b", "https://a.example/y/file?a=b"),
    ("http://a.example/file", "HTTPS://a.example/file", "HTTPS://a.example/file"),
    ("http://a.example/file", "//b.example/file", "http://b.example/file"),
    ("https://a.example/file", "//b.example/file", "https://b.example/file"),
  ])
  func `may lead to another server`(from: String, location: String, target: String) throws {
    let address = try #require(URL(string: from))
    #expect(try Redirect.target(location, from: address).absoluteString == target)
  }

  @Test(arguments: [
    ("https://a.example/file", "http://a.example/file"), ("https://a.example/file", "HTTP://b.example/file"),
    ("https://a.example/file", "file:///etc/passwd"), ("http://a.example/file", "ftp://a.example/file"),
    ("http://a.example/file", "http+unix://%2Frun%2Fdocker.sock/file"),
    ("http://a.example/file", "https:///file"),
    ("http://a.example/file", nil),
  ])
  func `may not lead astray`(from: String, location: String?) throws {
    let address = try #require(URL(string: from))
    let error = #expect(throws: DownloadError.self) { try Redirect.target(location, from: address) }
    #expect(error?.code == .redirectRefused)
  }

  @Test func `takes the credentials nowhere but to their own server`() async throws {
    try await ScriptedServer.run([.file(fixture.content)]) { other in
      let script = [Reply.redirect { _ in "/here" }, .redirect { _ in other.url().absoluteString }]
      try await ScriptedServer.run(script) { server in
        let source = try #require(URL(string: "http://pia:hunter2@127.0.0.1:\(server.port)/weights.pkl"))
        try await fixture.run(server, from: source)
        let expected = "Basic " + Data("pia:hunter2".utf8).base64EncodedString()
        #expect(server.requests.map { $0.headers["Authorization"] } == [[expected], [expected]])
        #expect(other.requests.map { $0.headers["Authorization"] } == [[]])
      }
    }
  }

  @Test func `and every other failure keeps the secrets of an address`() async throws {
    let script = [
      Reply.file(fixture.content).cut(after: 30_000), .status(404), .redirect { _ in "ftp://x" },
      .status(503),
    ]
    try await ScriptedServer.run(script) { server in
      let source = try #require(
        URL(string: "http://pia:hunter2@127.0.0.1:\(server.port)/weights.pkl?token=abc123"))
      for _ in script {
        let error = await #expect(throws: DownloadError.self) {
          try await fixture.run(server, from: source) { $0.maximumAttempts = 1 }
        }
        let text = "\(error?.message ?? "hunter2") \(try String(contentsOf: fixture.record, encoding: .utf8))"
        #expect(!text.contains("hunter2") && !text.contains("abc123") && !text.contains("pia"))
      }
      #expect(server.requests.count == 4)
    }
  }
}
