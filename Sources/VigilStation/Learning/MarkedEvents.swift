import Foundation
import Synchronization
import VigilStore

/// The events of a camera of which people say that they were real or false alarms, as far as they can be compared with what comes.
///
/// They are in memory, so that no alarm waits for the database: what was said seconds ago may not be known yet.
final class MarkedEvents: Sendable {
  /// So many of the newest that were real are compared, and so many of those that were not: however many are false, those that were
  /// real go on to protect what is like them.
  static let most = 500
  /// What people say is read again after so long, in seconds.
  static let interval = 5.0

  private struct Content {
    var mark: [Double] = []
    var usual: UsualFeatures?
    var marked: [(event: UUID, direction: FeatureDirection, isReal: Bool)] = []
  }

  private let camera: String
  private let network: String
  private let content = Mutex(Content())

  /// Nothing is known yet.
  init(camera: String, network: String) { (self.camera, self.network) = (camera, network) }

  /// Reads what people say, if it has changed.
  func read(_ store: StationStore) throws {
    let mark = try store.featureMark
    guard content.withLock({ $0.mark != mark }) else { return }
    var new = Content(mark: mark, usual: try UsualFeatures(of: camera, network: network, in: store))
    if let usual = new.usual {
      for (verdict, isReal) in [(ReviewLabel.Verdict.real, true), (.falseAlarm, false)] {
        try store.featurePeaks(
          cameras: [camera], network: network, from: usual.since, said: verdict, limit: Self.most
        ) { peak in
          // What one says to be real and another false is real.
          guard peak.isReal == isReal, let direction = FeatureDirection(peak.values, usual: usual.values)
          else { return }
          new.marked.append((peak.event, direction, isReal))
        }
      }
    }
    content.withLock { [new] in $0 = new }
  }

  /// The event marked false that a snippet is most like, if it is like one and like none that was real.
  ///
  /// - Parameters:
  ///   - least: How similar it must be, and how similar none that was real may be.
  func falseOne(like snippet: FeatureStretch.Snippet, least: Float) -> (event: UUID, similarity: Float)? {
    content.withLock { content in
      guard let usual = content.usual,
        let direction = FeatureDirection(
          snippet.meanOverCrops(size: usual.values.count), usual: usual.values)
      else { return nil }
      var best: (event: UUID, similarity: Float)?
      for marked in content.marked {
        let similarity = direction.similarity(to: marked.direction)
        guard similarity >= least else { continue }
        if marked.isReal { return nil }
        if similarity > best?.similarity ?? -1 { best = (marked.event, similarity) }
      }
      return best
    }
  }
}
