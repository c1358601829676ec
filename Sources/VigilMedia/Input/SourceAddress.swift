import Foundation
import VigilCore

/// The meaning of the user's text for a source, and what opening it may touch.
///
/// FFmpeg would accept far more in the same text: pipes, scripts, lists of other files, and protocols inside
/// protocols. Here a file is only ever a file, and a stream only leads to streams.
struct SourceAddress: Sendable {
  enum Kind: Sendable {
    case file, rtsp, http
    /// A live stream over another protocol of the network.
    case stream
    case camera, synthetic
  }

  var kind: Kind
  /// The scheme in lower case; nil for a file, a camera or a test picture.
  private(set) var scheme: String?
  /// What is wanted of a local camera; nil for anything else.
  private(set) var camera: CameraRequest?
  /// The text for FFmpeg, with secrets.
  var url: String { secretURL.text }
  private var secretURL: Secret
  private var streamKey: Secret?
  /// The text for people, without secrets.
  var name: String
  /// Whether the source continues even if it is not read.
  var isLive: Bool

  /// The demuxer to use, where FFmpeg must not guess it.
  var format: String? {
    switch kind {
    case .camera: "video4linux2"
    case .synthetic: "lavfi"
    case .file, .rtsp, .http, .stream: nil
    }
  }

  /// Whether another machine, or another program of this one, sends.
  var isOnNetwork: Bool { kind == .rtsp || kind == .http || kind == .stream }

  /// Whether the source may fall silent; a file on a slow disk may take any time.
  var hasTimeLimits: Bool { isOnNetwork || kind == .camera }

  /// The protocols that may be opened, for the source itself and for what it refers to.
  var allowedProtocols: String {
    switch kind {
    case .file, .camera, .synthetic: "file"
    case .rtsp: "rtp,udp,tcp,tls"
    case .http: "http,https,tcp,tls,crypto"
    case .stream: Self.streamProtocols[scheme ?? ""] ?? ""
    }
  }

  /// Reads the user's text.
  init(
    _ source: String, liveness: MediaSourceOptions.Liveness, credentials: SourceCredentials? = nil
  ) throws(MediaError) {
    name = SourceName.redacted(source)
    var address = NetworkAddress(source)
    guard address?.isAmbiguous != true else {
      throw MediaError(
        .unsupportedSource,
        "\(name) can be read in two ways; in a user or password write @ as %40, / as %2F, ? as %3F and # as %23, and in a path @ as %40"
      )
    }
    if let credentials { address = address.map(credentials.completing) }
    let url: String
    scheme = address?.scheme == "file" ? nil : address?.scheme
    switch address?.scheme {
    case "rtsp", "rtsps":
      (kind, url, isLive) = (.rtsp, address?.text ?? source, true)
    case "http", "https":
      (kind, url, isLive) = (.http, address?.text ?? source, !Self.isRecording(source))
    case let scheme? where Self.streamProtocols[scheme] != nil:
      (kind, url, isLive) = (.stream, address?.text ?? source, true)
    case nil where source.hasPrefix("lavfi:"):
      let graph = String(source.dropFirst("lavfi:".count))
      try SyntheticPicture.check(graph)
      (kind, url, isLive) = (.synthetic, graph, false)
    case nil where source.hasPrefix("/dev/video"):
      let path = source.prefix { $0 != "?" }
      camera = try CameraRequest(query: source[path.endIndex...].dropFirst(), of: name)
      (kind, url, isLive) = (.camera, String(path), true)
    case nil where source == "-" || source.isEmpty:
      throw MediaError(
        .unsupportedSource, "standard input is not a source; give a file, a camera or a stream URL")
    case nil, "file":
      let path = source.hasPrefix("file://") ? URL(string: source)?.path ?? source : source
      // The prefix keeps FFmpeg from interpreting the name, such as "concat:a|b".
      (kind, url, isLive) = (.file, "file:" + URL(fileURLWithPath: path).path, false)
    case let scheme?:
      throw MediaError(
        .unsupportedSource,
        "cannot read \(name): \(scheme) is not supported; give a file, /dev/video0, or an rtsp, rtsps, http, https, rtmp, rtmps, srt, udp, rtp or tcp URL"
      )
    }
    secretURL = Secret(text: url)
    streamKey = address?.streamKey.map { Secret(text: $0) }
    switch liveness {
    case .automatic: break
    case .live: isLive = true
    case .recorded: isLive = false
    }
  }

  /// The schemes of streams, and the protocols that each needs.
  private static let streamProtocols = [
    "rtmp": "rtmp,tcp", "rtmps": "rtmps,tls,tcp", "srt": "srt", "udp": "udp", "rtp": "rtp,udp", "tcp": "tcp",
  ]

  /// Whether a web address is that of a finished file, by its extension.
  private static func isRecording(_ url: String) -> Bool {
    let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
    return [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".wmv", ".3gp"]
      .contains { path.hasSuffix($0) }
  }

  /// What FFmpeg says about the source, without the parts of its address that are secret.
  func hidingSecrets(_ text: String) -> String {
    streamKey.map { text.replacing($0.text, with: "***") } ?? text
  }

  /// The path of a file or camera.
  var path: String? {
    switch kind {
    case .file: String(url.dropFirst("file:".count))
    case .camera: url
    case .rtsp, .http, .stream, .synthetic: nil
    }
  }
}

/// Text that is not shown when the value that holds it is printed.
private struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
  var text: String
  var description: String { "***" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
