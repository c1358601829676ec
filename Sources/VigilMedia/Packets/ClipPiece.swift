public import Foundation

/// A file that goes into a clip, whole or in part.
public struct ClipPiece: Hashable, Sendable {
  /// Where it is.
  public var url: URL
  /// Where it is once it is finished, which may happen at any time; nil for what stays where it is.
  public var finished: URL?
  /// When its first picture is shown, on the timeline of all pieces, in seconds.
  public var start: Double

  /// Makes a piece.
  public init(_ url: URL, finished: URL? = nil, start: Double = 0) {
    self.url = url
    self.finished = finished
    self.start = start
  }

  /// Whether its file is there, in either place.
  public var isThere: Bool {
    [url, finished].contains { $0.map { FileManager.default.fileExists(atPath: $0.path) } ?? false }
  }

  /// Opens its file, wherever it is by now.
  func reader() throws(MediaError) -> ClipPacketReader {
    do throws(MediaError) {
      return try ClipPacketReader(url)
    } catch {
      guard let finished, !FileManager.default.fileExists(atPath: url.path) else { throw error }
      return try ClipPacketReader(finished)
    }
  }
}
