import Foundation
import VigilTestSupport

/// A real HTTPS server, OpenSSL's, which serves the files of a folder with a certificate that only its maker trusts.
final class TLSServer {
  /// Where the files and the certificate are.
  let folder: TemporaryFolder
  let port: Int
  private let process = Process()

  /// Starts serving with a certificate for `name`, such as `IP:127.0.0.1`.
  init(certifiedAs name: String) throws {
    folder = try TemporaryFolder()
    try CommandLineTool.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=vigil test", "-addext", "subjectAltName=\(name)",
        "-keyout", folder.path("key.pem"), "-out", folder.path("certificate.pem"),
      ])
    process.executableURL = CommandLineTool.path(of: "openssl").map { URL(filePath: $0) }
    process.arguments = [
      "s_server", "-accept", "127.0.0.1:0", "-WWW", "-cert", "certificate.pem", "-key", "key.pem",
    ]
    process.currentDirectoryURL = folder.url
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Among its first lines: ACCEPT 127.0.0.1:12345
    var text = ""
    var port: Int?
    while port == nil {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else {
        throw CommandLineTool.Failure(description: "the HTTPS server did not start: \(text)")
      }
      text += String(decoding: data, as: UTF8.self)
      port = text.firstMatch(of: /ACCEPT .*:(\d+)\n/).flatMap { Int($0.1) }
    }
    self.port = port ?? 0
  }

  deinit {
    // Whoever starts a process from a thread of the pool hands on that thread's blocked signals; this one cannot be.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  var certificate: URL { folder.appending("certificate.pem") }

  func url(_ file: String) throws -> URL {
    guard let url = URL(string: "https://127.0.0.1:\(port)/\(file)") else { throw URLError(.badURL) }
    return url
  }
}
