import CFFmpeg

/// The libraries that this one depends on, as installed.
public enum MediaLibraries {
  /// FFmpeg's libraries and their versions.
  public static var versions: [(library: String, version: String)] {
    [
      ("libavformat", avformat_version()), ("libavcodec", avcodec_version()),
      ("libswscale", swscale_version()),
    ].map { library, version in
      (library, "\(version >> 16).\(version >> 8 & 0xFF).\(version & 0xFF)")
    }
  }

  /// Whether SDL 2, which `DisplayWindow` needs, can be opened.
  public static var hasWindowLibrary: Bool { SDLLibrary.installed != nil }
}
