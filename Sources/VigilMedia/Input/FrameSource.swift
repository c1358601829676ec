public import VigilCore

/// An element of a source: a picture, or the fact that pictures are missing.
public enum SourceElement: Sendable {
  /// The next picture.
  case frame(Frame)
  /// A live source was just lost; the next picture comes after the gap that closes this. Repeated if the reason changes.
  ///
  /// Under a policy that retries forever, a source that cannot be reached at the start is lost too; its gap has no length.
  case lost(SourceLoss)
  /// A live source is back; the first frame after the gap comes next.
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

  /// The same source, its pictures passed through JPEG files as `ffmpeg -i video %d.jpg` writes them.
  func passingJPEGs() -> Self
}

extension FrameSource {
  /// The source itself: pictures that were not decoded are as they are.
  public func passingJPEGs() -> Self { self }
}
