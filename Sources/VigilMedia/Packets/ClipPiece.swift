public import Foundation

/// A file that goes into a clip, whole or in part.
public struct ClipPiece: Hashable, Sendable {
  /// Where it is.
  public var url: URL
  /// When its first picture is shown, on the timeline of all pieces, in seconds.
  public var start: Double

  /// Makes a piece.
  public init(_ url: URL, start: Double = 0) {
    self.url = url
    self.start = start
  }
}
