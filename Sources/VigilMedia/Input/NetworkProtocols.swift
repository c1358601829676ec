import CFFmpeg

/// The network protocols that the installed FFmpeg can read.
package enum NetworkProtocols {
  /// Their names, such as `srt`.
  package static let installed: Set<String> = {
    var names: Set<String> = []
    var position: UnsafeMutableRawPointer?
    while let name = avio_enum_protocols(&position, 0) { names.insert(String(cString: name)) }
    return names
  }()

  /// Reports that the installed FFmpeg was built without what a source needs, before it reports something less clear.
  ///
  /// - Parameters:
  ///   - scheme: that of the source's address.
  ///   - name: what the source is called in the error.
  /// - Throws: `unsupportedSource`.
  package static func check(
    _ scheme: String?, of name: String, among installed: Set<String> = installed
  ) throws(MediaError) {
    let needed: [String]
    switch scheme {
    case "rtsp": needed = ["tcp", "rtp"]
    case "rtsps": needed = ["tls"]
    case let scheme?: needed = [scheme]
    case nil: return
    }
    guard let missing = needed.first(where: { !installed.contains($0) }) else { return }
    throw MediaError(
      .unsupportedSource,
      "\(name) cannot be read: the installed FFmpeg has no \(missing); install one that was built with it (ffmpeg -protocols lists what it has)"
    )
  }
}
