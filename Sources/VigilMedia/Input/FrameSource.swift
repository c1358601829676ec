public import VigilCore

/// An element of a source: a picture, or the fact that pictures are missing.
public enum SourceElement: Sendable {
  /// The next picture.
  case frame(Frame)
  /// A live source gave nothing for a while; the frame after the gap comes next.
  case gap(SourceGap)
}

/// Somewhere frames come from: a camera, a file or a test.
///
/// Iterating opens the device; leaving the loop, for any reason, closes it. A loop that is cancelled
/// ends with `CancellationError`, so that a truncated recording is never taken for a whole one.
public protocol FrameSource: AsyncSequence, Sendable where Element == SourceElement, Failure == any Error {
  /// Whether frames are lost if nobody reads them in time.
  ///
  /// A live source may skip; a recorded one must not, or its scores would depend on the machine.
  var isLive: Bool { get }

  /// The name of the source in logs and results, without secrets.
  var name: String { get }
}
