import Foundation
import VigilMedia

extension MediaSource {
  /// A source that ends, as calibrations need.
  ///
  /// - Parameter amount: how much of a live source to record instead, such as `some hours`.
  /// - Throws: `unusableFootage` for a live source, or what `MediaSource` throws.
  init(recording video: URL, orRecord amount: String) throws {
    try self.init(video.path)
    guard !isLive else {
      throw TuningError(.unusableFootage, "\(name) is live; record \(amount) of it first")
    }
  }
}
