package import VigilStore

/// Chooses some snippets of each hour in which nothing happens: what a detector is taught as normal.
///
/// Only snippets with features of their own count, so that of a still picture there are few.
package struct QuietSample {
  /// Seconds from one stretch to the next.
  package static let interval = 3600.0
  /// Snippets of a stretch.
  package static let most = 16
  /// A stretch ends after so many seconds with what there is.
  package static let longest = 600.0
  /// Nothing is taken so many seconds after an event, and what was taken as long before one is thrown away.
  package static let margin = 60.0

  private var snippets: [FeatureStretch.Snippet] = []
  private var next = -Double.infinity
  private var (began, ended) = (0.0, 0.0)
  private var quietSince = -Double.infinity

  /// Begins without any.
  package init() {}

  /// Takes the next snippet.
  ///
  /// - Parameters:
  ///   - isQuiet: Whether no event goes on and the score is below all thresholds.
  ///   - now: Monotonic seconds.
  /// - Returns: a stretch that is over.
  package mutating func add(
    _ snippet: FeatureStretch.Snippet?, isQuiet: Bool, at now: Double
  ) -> [FeatureStretch.Snippet]? {
    guard isQuiet else {
      interrupt(at: now)
      return nil
    }
    guard now >= next, now - quietSince >= Self.margin else { return nil }
    // What is whole waits for a margin of quiet, too.
    if snippets.count < Self.most, now - began < Self.longest || snippets.isEmpty {
      guard let snippet else { return nil }
      if snippets.isEmpty { began = now }
      snippets.append(snippet)
      ended = now
      return nil
    }
    guard now - ended >= Self.margin else { return nil }
    defer { (snippets, next) = ([], now + Self.interval - Self.margin) }
    return snippets
  }

  /// An event goes on, or the camera is gone.
  package mutating func interrupt(at now: Double) {
    (snippets, quietSince) = ([], now)
  }
}
