import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// A web server for a folder of this machine, in a process of its own.
final class WebServer {
  let port: Int
  private let process = Process()

  /// Starts it; with a certificate and its key in one file, for https.
  init(_ folder: URL, certificate: String? = nil) throws {
    process.executableURL = URL(fileURLWithPath: CommandLineTool.path(of: "python3") ?? "")
    process.arguments =
      certificate.map { ["-u", "-c", Self.encryptedServer, folder.path, $0] } ?? [
        "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.path,
      ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(separator: " ")
    guard let label = words.firstIndex(of: "port"), let port = Int(words[label + 1]) else {
      throw CommandLineTool.Failure(description: "the web server did not start: \(line)")
    }
    self.port = port
  }

  private static let encryptedServer = """
    import functools, http.server, ssl, sys
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"port {server.server_port} ")
    server.serve_forever()
    """

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

@Suite(.enabled(if: CommandLineTool.path(of: "python3") != nil, "Python is not installed"))
struct `A web address` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-g", "10", folder.path("a.mp4"))
  }

  @Test func `of a file gives what the file gives`() async throws {
    let server = try WebServer(folder.url)
    let source = try MediaSource("http://127.0.0.1:\(server.port)/a.mp4")
    let frames = try await source.frames()
    let local = try await MediaSource(folder.path("a.mp4")).frames()
    let isEqual = frames.map(\.pixels) == local.map(\.pixels)
    #expect(isEqual && frames.map(\.time) == local.map(\.time))
    #expect(!source.isLive && source.status.facts?.duration == 2)
  }

  @Test(.enabled(if: CommandLineTool.path(of: "openssl") != nil, "OpenSSL's program is not installed"))
  func `whose certificate is its own is refused, unless that is accepted`() async throws {
    let certificate = folder.path("certificate.pem")
    try CommandLineTool.run(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-keyout", certificate, "-out", folder.path("public.pem")])
    let handle = try FileHandle(forWritingTo: URL(filePath: certificate))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(contentsOf: folder.appending("public.pem")))
    let server = try WebServer(folder.url, certificate: certificate)
    let address = "https://127.0.0.1:\(server.port)/a.mp4"
    let error = await #expect(throws: MediaError.self) { try await MediaSource(address).frames() }
    #expect(error?.code == .untrusted, "\(error?.message ?? "")")
    #expect(error?.message.contains("--any-certificate") == true)
    var options = MediaSourceOptions()
    options.acceptsUnknownCertificates = true
    #expect(try await MediaSource(address, options: options).frames().count == 20)
  }

  @Test func `that does not exist says so`() async throws {
    let server = try WebServer(folder.url)
    let source = try MediaSource("http://127.0.0.1:\(server.port)/b.mp4?key=hunter2")
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .connectionFailed)
    #expect(error?.message.contains("404") == true && error?.message.contains("hunter2") == false)
  }

  /// Python's server knows no ranges, and the index of this file is at its end.
  @Test func `whose server sends whole files only says what to do`() async throws {
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=6", folder.path("large.mp4"))
    let server = try WebServer(folder.url)
    let source = try MediaSource("http://127.0.0.1:\(server.port)/large.mp4")
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.message.contains("download it first") == true, "\(error?.message ?? "")")
  }

  @Test func `of a playlist gives the pieces that lie beside it`() async throws {
    try CommandLineTool.ffmpeg(
      "-i", folder.path("a.mp4"), "-c", "copy", "-hls_time", "1", "-hls_list_size", "0",
      folder.path("a.m3u8"))
    let server = try WebServer(folder.url)
    var options = MediaSourceOptions()
    options.liveness = .recorded
    let frames = try await MediaSource("http://127.0.0.1:\(server.port)/a.m3u8", options: options).frames()
    #expect(frames.count == 20)
  }

  @Test(arguments: ["a.ts", "plain", "plain?name=x.mp4", "finished.m3u8"])
  func `of a recording is read once, whatever its name`(name: String) async throws {
    try CommandLineTool.ffmpeg("-i", folder.path("a.mp4"), "-c", "copy", folder.path("a.ts"))
    try FileManager.default.copyItem(atPath: folder.path("a.mp4"), toPath: folder.path("plain"))
    try CommandLineTool.ffmpeg(
      "-i", folder.path("a.mp4"), "-c", "copy", "-hls_time", "1", "-hls_list_size", "0",
      folder.path("finished.m3u8"))
    let server = try WebServer(folder.url)
    let source = try MediaSource("http://127.0.0.1:\(server.port)/\(name)")
    #expect(source.isLive && !source.isLivenessKnown)
    let facts = try await source.facts()
    #expect(!facts.isLive && !source.isLive && source.isLivenessKnown)
    #expect(try await source.frames().count == 20)
    #expect(source.status.reconnections == 0)
    // Without asking first, too.
    let other = try MediaSource("http://127.0.0.1:\(server.port)/\(name)")
    #expect(try await other.frames().map(\.index) == Array(0..<20))
    #expect(!other.isLive)
  }

  @Test func `of a playlist that goes on is live`() async throws {
    try CommandLineTool.ffmpeg(
      "-i", folder.path("a.mp4"), "-c", "copy", "-hls_time", "1", "-hls_list_size", "0", "-hls_flags",
      "omit_endlist", folder.path("a.m3u8"))
    let server = try WebServer(folder.url)
    let source = try MediaSource("http://127.0.0.1:\(server.port)/a.m3u8")
    let facts = try await source.facts()
    #expect(facts.isLive && source.isLive && facts.duration == nil)
  }

  @Test(arguments: ["file://", ""])
  func `of a playlist never leads to files of this machine`(scheme: String) async throws {
    try CommandLineTool.ffmpeg("-i", folder.path("a.mp4"), folder.path("a.ts"))
    let playlist =
      "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n\(scheme)\(folder.path("a.ts"))\n#EXT-X-ENDLIST\n"
    try Data(playlist.utf8).write(to: folder.url.appending(path: "a.m3u8"))
    let server = try WebServer(folder.url)
    var options = MediaSourceOptions()
    options.liveness = .recorded
    let source = try MediaSource("http://127.0.0.1:\(server.port)/a.m3u8", options: options)
    await #expect(throws: MediaError.self) { try await source.frames() }
  }
}
