import ArgumentParser
import Foundation
import VigilMedia

/// How a stream is connected to.
struct ConnectionOptions: ParsableArguments {
  @Option(help: "How an RTSP camera sends: tcp, udp or multicast, else over TCP; auto tries TCP first.")
  var transport = RTSPTransport.automatic

  @Flag(
    help: "Accept an https or rtmps source's certificate even if it is not trusted, as most cameras' own.")
  var anyCertificate = false

  @Option(
    help:
      "A file that holds user:password for a stream whose address has none; $VIGIL_CREDENTIALS or systemd's credential `vigil` if not given."
  )
  var credentials: String?

  /// What a source is opened with.
  func options() throws -> MediaSourceOptions {
    var options = MediaSourceOptions()
    options.transport = transport
    options.acceptsUnknownCertificates = anyCertificate
    options.credentials =
      try credentials.map { path throws(MediaError) in try SourceCredentials(file: URL(filePath: path)) }
      ?? .inEnvironment()
    return options
  }
}
