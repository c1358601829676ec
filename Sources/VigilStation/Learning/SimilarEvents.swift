public import Foundation
public import VigilStore

/// Events that are like one of them, by the features kept of them.
///
/// Two events are compared by the snippets with their highest scores, averaged over the crops: the cosine between how each differs from what
/// its camera shows when nothing happens. All that are kept are compared, the newest first, up to a number. Features from before a camera
/// was moved are of another view and left aside.
public struct SimilarEvents: Sendable {
  /// Events at least so similar count as like each other.
  public static let least: Float = 0.8
  /// So many events are compared at most.
  public static let mostCompared = 10_000

  /// An event that is like the one asked about.
  public struct Match: Hashable, Sendable, Identifiable {
    /// The event.
    public var event: StoredEvent
    /// From `least` to 1.
    public var similarity: Float
    /// What people say of it, the newest first.
    public var labels: [ReviewLabel]
    /// The event's identity.
    public var id: UUID { event.id }
  }

  /// Those most like it, the most similar first.
  public private(set) var matches: [Match] = []
  /// How many are like it, of which `matches` are some.
  public private(set) var count = 0
  /// Those of them that somebody calls a false alarm, and nobody real.
  public private(set) var markedFalse = 0
  /// Those of them that somebody calls real.
  public private(set) var markedReal = 0
  /// How many were compared.
  public private(set) var compared = 0
  /// Why none could be compared; nil if they were.
  public private(set) var reason: String?

  /// Compares an event with others.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - store: The database.
  ///   - cameras: Only with events of these; nil for its own.
  ///   - least: How similar they must be.
  ///   - limit: How many matches are wanted.
  /// - Throws: `StoreError`.
  public init(
    to event: StoredEvent, in store: StationStore, cameras: [String]? = nil,
    least: Float = SimilarEvents.least,
    limit: Int = 10
  ) throws {
    guard let kept = try store.features(of: event.id) else {
      reason = "no features of this event are kept"
      return
    }
    let own = try UsualFeatures(of: event.camera, network: kept.network, in: store)
    guard let own else {
      reason = "not enough is known yet of what \(event.camera) shows when nothing happens"
      return
    }
    guard kept.snippets.allSatisfy({ $0.start >= own.since }),
      let direction = FeatureDirection(kept.vector, usual: own.values)
    else {
      reason = "its features are of another view of \(event.camera), which was moved since"
      return
    }
    // Nothing can be asked for while peaks are read.
    var usual: [String: UsualFeatures] = [:]
    for camera in cameras ?? [event.camera] {
      usual[camera] =
        camera == event.camera ? own : try UsualFeatures(of: camera, network: kept.network, in: store)
    }
    var best: [(peak: FeaturePeak, similarity: Float)] = []
    try store.featurePeaks(
      cameras: Array(usual.keys), network: kept.network, limit: Self.mostCompared
    ) { peak in
      guard peak.event != event.id, let known = usual[peak.camera], peak.start >= known.since,
        let other = FeatureDirection(peak.values, usual: known.values)
      else { return }
      compared += 1
      let similarity = direction.similarity(to: other)
      guard similarity >= least else { return }
      count += 1
      if peak.isReal { markedReal += 1 } else if peak.isFalse { markedFalse += 1 }
      let place = best.firstIndex { $0.similarity < similarity } ?? best.count
      guard place < limit else { return }
      best.insert((peak, similarity), at: place)
      if best.count > limit { best.removeLast() }
    }
    matches = try best.compactMap { found in
      try store.event(found.peak.event).map {
        Match(
          event: $0, similarity: found.similarity, labels: try store.labels(LabelQuery(event: $0.id)))
      }
    }
  }

  /// One sentence, such as `4 like this, 3 marked false`.
  public var sentence: String {
    if let reason { return reason }
    guard count > 0 else { return compared == 0 ? "no other events to compare with" : "none like this" }
    var parts = ["\(count) like this"]
    if markedFalse > 0 { parts.append("\(markedFalse) marked false") }
    if markedReal > 0 { parts.append("\(markedReal) marked real") }
    return parts.joined(separator: ", ")
  }
}

extension FeaturePeak {
  /// Whether somebody calls it real.
  package var isReal: Bool { verdicts.contains(.real) }
  /// Whether somebody calls it a false alarm, and nobody real.
  package var isFalse: Bool { verdicts.contains(.falseAlarm) && !isReal }
}
