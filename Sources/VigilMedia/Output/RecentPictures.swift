public import Foundation
import Synchronization
public import VigilCore

/// Small pictures of the last snippets of a source that is scored live.
///
/// A score arrives some snippets after its frames; until then, the picture for an event is kept.
public final class RecentPictures: Sendable {
  /// The width of the pictures, in pixels.
  public static let width = 320
  private static let kept = 12
  private let pictures = Mutex<[(frame: Int, jpeg: Data)]>([])

  /// Makes an empty store.
  public init() {}

  /// Keeps the middle frame of every sixteen; failures are skipped.
  public func see(_ frame: Frame) {
    guard frame.index % SnippetPosition.framesPerSnippet == SnippetPosition.framesPerSnippet / 2,
      let jpeg = try? Data(Thumbnail.jpeg(frame, width: Self.width))
    else { return }
    pictures.withLock { pictures in
      pictures.append((frame.index, jpeg))
      if pictures.count > Self.kept { pictures.removeFirst() }
    }
  }

  /// The JPEG picture nearest to the middle of a snippet, if it is still kept.
  public func picture(of position: SnippetPosition) -> Data? {
    let middle = (position.startFrame + position.endFrame) / 2
    return pictures.withLock { pictures in
      pictures.min { abs($0.frame - middle) < abs($1.frame - middle) }
    }.flatMap { abs($0.frame - middle) <= SnippetPosition.framesPerSnippet ? $0.jpeg : nil }
  }
}
