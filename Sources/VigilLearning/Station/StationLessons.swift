public import Foundation
import VigilCore
public import VigilStore

/// What a station has kept to learn from, and what people said of it.
public struct StationLessons: Sendable {
  /// What was kept and is of no use, by why.
  public struct Unused: Hashable, Sendable {
    /// Events of which nobody said anything.
    public var unlabelled = 0
    /// Events that can't be told, or of which people say different things.
    public var undecided = 0
    /// Quiet stretches in which something was missed, and spans of which that no longer holds.
    public var contradicted = 0

    /// Nothing was left out.
    public init() {}

    /// What people read of it; nil if all was used.
    public var line: String? {
      let parts = [
        (unlabelled, "event without a label", "events without a label"),
        (undecided, "event unsure or disputed", "events unsure or disputed"),
        (contradicted, "stretch contradicted by labels", "stretches contradicted by labels"),
      ]
      let told = parts.filter { $0.0 > 0 }.map { NumberText.count($0.0, $0.1, $0.2) }
      return told.isEmpty ? nil : "not learned from: " + told.joined(separator: ", ")
    }
  }

  /// The most numbers that are read into memory: one gibibyte.
  static let mostNumbers = 1 << 28

  /// Everything that was kept, as people labelled it.
  public private(set) var stretches: [ReviewedStretch] = []
  /// How long each camera was watched by the present head, since features were kept of it.
  public private(set) var watched: [WatchedDay] = []
  /// What was left out.
  public private(set) var unused = Unused()

  /// Reads what there is of some cameras.
  ///
  /// - Parameters:
  ///   - cameras: Names of cameras with the same model.
  ///   - network: What computes their features; those of another network are left out.
  ///   - since: Since when each camera has its present model and view; what was before is learned from, and heads are not compared on it.
  ///   A camera that is not there has not watched with its model yet.
  ///   - recorded: What was computed from recordings of spans in which something was missed.
  ///   - timeZone: Where days begin.
  ///   - now: The end of what was watched.
  /// - Throws: `StoreError`; `LearningError.badFeatures` if it is more than fits into memory.
  public init(
    _ store: StationStore, cameras: [String], network: String, since: [String: Date],
    recorded: [FeatureStretch] = [], timeZone: TimeZone = .current, at now: Date
  ) throws {
    let labels = try Labels(store, cameras: cameras)
    var numbers = 0
    var first: [String: Date] = [:]
    func add(_ stretch: FeatureStretch) throws {
      guard let start = stretch.snippets.first?.start else { return }
      guard let kind = labels.kind(of: stretch, unused: &unused) else { return }
      numbers += stretch.snippets.count * stretch.crops * stretch.size
      guard numbers <= Self.mostNumbers else {
        throw LearningError(
          .badFeatures, "the features that were kept do not fit into memory; name fewer cameras with --camera"
        )
      }
      var reviewed = ReviewedStretch(
        camera: stretch.camera, day: Self.day(start, timeZone), kind: kind,
        seconds: stretch.snippets.reduce(0) { $0 + $1.duration },
        features: Tensor(
          shape: [stretch.snippets.count, stretch.crops, stretch.size],
          values: stretch.snippets.flatMap { $0.values.map(Float.init) }))
      reviewed.isFormer = since[stretch.camera].map { start < $0 } ?? true
      reviewed.isReview = stretch.event.map(labels.reviews.contains) ?? false
      stretches.append(reviewed)
    }
    try store.features(FeatureQuery(cameras: cameras, network: network)) { stretch in
      if let start = stretch.snippets.first?.start {
        first[stretch.camera] = min(first[stretch.camera] ?? start, start)
      }
      // What was computed of the whole span takes the place of what was kept of a part.
      if !recorded.contains(where: { $0.holds(stretch) }) { try add(stretch) }
    }
    for stretch in recorded { try add(stretch) }
    for camera in cameras {
      guard let kept = first[camera], let present = since[camera] else { continue }
      let start = max(kept, present)
      guard start < now else { continue }
      var seconds: [Int: Double] = [:]
      try store.samples(camera: camera, from: start, to: now) { block in
        for sample in block { seconds[Self.day(sample.start, timeZone), default: 0] += sample.duration }
      }
      watched += seconds.sorted { $0.key < $1.key }.map {
        WatchedDay(camera: camera, day: $0.key, hours: $0.value / 3600)
      }
    }
  }

  private static func day(_ date: Date, _ timeZone: TimeZone) -> Int {
    Int(((date.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: date))) / 86_400).rounded(.down))
  }
}

extension FeatureStretch {
  /// Whether a missed span that was kept lies within this one.
  fileprivate func holds(_ kept: FeatureStretch) -> Bool {
    guard kept.kind == kind, kept.camera == camera, let first = snippets.first, let last = snippets.last,
      let begin = kept.snippets.first, let end = kept.snippets.last
    else { return false }
    // Snippets of a recording begin elsewhere than those of the stream.
    return begin.start >= first.start - first.duration
      && end.start + end.duration <= last.start + 2 * last.duration
  }
}

/// What people say, by event and by span.
private struct Labels {
  private var verdicts: [UUID: Set<ReviewLabel.Verdict>] = [:]
  private var missed: [String: [ClosedRange<Date>]] = [:]
  /// The events of which no score was that of an alarm.
  private(set) var reviews: Set<UUID> = []

  init(_ store: StationStore, cameras: [String]) throws {
    var page = LabelQuery(cameras: cameras, limit: 1000)
    repeat {
      let labels = try store.labels(page)
      for label in labels {
        if let event = label.event {
          verdicts[event, default: []].insert(label.verdict)
        } else if label.verdict == .missed {
          missed[label.camera, default: []].append(label.start...max(label.start, label.end))
        }
      }
      page.before = labels.last?.id
      if labels.count < page.limit { break }
    } while page.before != nil
    for id in verdicts.keys {
      // A reason stands where a score was that of an alarm, and something else than the head forbade it.
      guard let event = try store.event(id), event.severity == .review, event.reasons.isEmpty else {
        continue
      }
      reviews.insert(id)
    }
  }

  /// What a stretch is; nil if nothing can be learned from it.
  func kind(of stretch: FeatureStretch, unused: inout StationLessons.Unused) -> ReviewedStretch.Kind? {
    switch stretch.kind {
    case .event:
      let said = stretch.event.flatMap { verdicts[$0] } ?? []
      if said.isEmpty { unused.unlabelled += 1 }
      switch said.subtracting([.unsure]) {
      case [.real]: return .real
      case [.falseAlarm]: return .falseAlarm
      default:
        if !said.isEmpty { unused.undecided += 1 }
        return nil
      }
    case .missed, .quiet:
      guard isMissed(stretch) == (stretch.kind == .missed) else {
        unused.contradicted += 1
        return nil
      }
      return stretch.kind == .missed ? .missed : .quiet
    }
  }

  private func isMissed(_ stretch: FeatureStretch) -> Bool {
    guard let first = stretch.snippets.first, let last = stretch.snippets.last else { return false }
    let span = first.start...max(first.start, last.start + last.duration)
    return missed[stretch.camera, default: []].contains { $0.overlaps(span) }
  }
}
