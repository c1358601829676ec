public import VigilCore

/// An error of reading, decoding, encoding or showing video.
public struct MediaError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// There is no such file, or it may not be read.
    case notFound
    /// The text is not a source, such as a folder or an unknown kind of URL.
    case unsupportedSource
    /// The data is not a readable video, or is truncated before its first picture.
    case unreadable
    /// The source has no video stream.
    case noVideo
    /// The source's pictures are in a format that the installed FFmpeg cannot decode.
    case noDecoder
    /// None of the source's pictures could be decoded.
    case undecodable
    /// The source could not be reached, or the connection was cut.
    case connectionFailed
    /// The source requires a user and a password, or refused those given.
    case unauthorized
    /// The certificate of the source is not trusted.
    case untrusted
    /// The source does not send over the transport that was asked for.
    case unsupportedTransport
    /// The source is connected but sends nothing.
    case silence
    /// The installed FFmpeg has no suitable encoder.
    case noEncoder
    /// Pictures could not be encoded.
    case encodingFailed
    /// A file could not be written.
    case cannotWrite
    /// The ring has no pictures of the time that is asked for.
    case noPackets
    /// A stop was requested; nothing was written.
    case stopped
    /// There is no screen to show a window on.
    case noDisplay
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
