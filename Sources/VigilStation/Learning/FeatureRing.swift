package import Foundation
import Synchronization
package import VigilStore

/// The newest features of a camera, for as long as they fit: an event that begins takes its first snippets from here, and so does a span of
/// which somebody says soon enough that something was missed in it.
package final class FeatureRing: Sendable {
  /// What the ring of one camera holds, in bytes.
  package static let room = 8 << 20

  /// The shape and origin of all that is in a ring.
  package struct Form: Hashable, Sendable {
    package var network: String
    package var crops, size: Int

    package init(network: String, crops: Int, size: Int) {
      (self.network, self.crops, self.size) = (network, crops, size)
    }

    /// A stretch of snippets of this form; nil of none.
    package func stretch(
      of camera: String, _ kind: FeatureStretch.Kind, event: UUID? = nil, _ snippets: [FeatureStretch.Snippet]
    ) -> FeatureStretch? {
      guard !snippets.isEmpty else { return nil }
      return FeatureStretch(
        camera: camera, kind: kind, event: event, network: network, crops: crops, size: size,
        snippets: snippets)
    }
  }

  private struct Content {
    var form: Form?
    var snippets: [FeatureStretch.Snippet] = []
  }

  private let content = Mutex(Content())
  private let room: Int

  /// An empty ring.
  package init(room: Int = FeatureRing.room) { self.room = room }

  /// What it holds; nil of an empty one.
  package var form: Form? { content.withLock { $0.form } }

  /// Adds the newest snippet; the oldest leave, all of them if they are of another form.
  package func add(_ snippet: FeatureStretch.Snippet, _ form: Form) {
    content.withLock { content in
      if content.form != form { content = Content(form: form) }
      content.snippets.append(snippet)
      let most = max(1, room / (2 * form.crops * form.size))
      // Some at a time, since what follows is moved.
      if content.snippets.count > most + most / 8 {
        content.snippets.removeFirst(content.snippets.count - most)
      }
    }
  }

  /// The snippets that lie within a span at least in part, in the order in which they came.
  package func snippets(from: Date, to: Date = .distantFuture) -> [FeatureStretch.Snippet] {
    content.withLock { $0.snippets.filter { $0.start < to && $0.start + $0.duration > from } }
  }
}

/// The rings of all cameras.
package final class FeatureRings: Sendable {
  private let rings = Mutex<[String: FeatureRing]>([:])

  package init() {}

  /// The ring of a camera, which stays the same while the camera is read anew.
  package func ring(of camera: String) -> FeatureRing {
    rings.withLock { rings in
      let ring = rings[camera] ?? FeatureRing()
      rings[camera] = ring
      return ring
    }
  }

  /// Forgets the rings of all cameras but these.
  package func remove(allBut cameras: [String]) {
    rings.withLock { rings in rings = rings.filter { cameras.contains($0.key) } }
  }
}
