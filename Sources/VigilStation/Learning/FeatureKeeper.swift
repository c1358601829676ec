import Foundation
import VigilCore
import VigilStationConfiguration
import VigilStore

/// Keeps the features of one camera's events and of its quiet times.
///
/// Nothing here waits for the database.
struct FeatureKeeper {
  private let camera: String
  private let network: String
  private let archive: Archive
  private let ring: FeatureRing
  private var open: FeatureSample?
  private var quiet = QuietSample()
  private var newest: FeatureStretch.Snippet?
  /// Nil where nothing is changed by what people say.
  private let marked: (events: MarkedEvents, least: Float)?
  private var lastLook = -Double.infinity
  /// What was said of the event that goes on, by the event that it is like.
  private var said: [UUID: String] = [:]

  /// Begins; nil if the camera's settings say that no features are kept.
  ///
  /// - Parameter network: What computes the features, as `ModelSelection.featureNetwork` says it.
  init?(_ settings: CameraSettings, network: String, archive: Archive, ring: FeatureRing) {
    guard settings.keepsFeatures else { return nil }
    (camera, self.network, self.archive, self.ring) = (settings.name, network, archive, ring)
    marked = settings.reviewLikeFalse.map {
      (MarkedEvents(camera: settings.name, network: network), Float($0))
    }
  }

  /// Takes the next snippet, before the events that come of its score.
  ///
  /// - Parameters:
  ///   - features: [crops, size]; nil where none were computed.
  ///   - now: Monotonic seconds.
  mutating func take(_ sample: ScoreSample, _ features: Tensor?, at now: Double) {
    newest = nil
    if let marked, now - lastLook >= MarkedEvents.interval {
      lastLook = now
      archive.look { [events = marked.events] in try events.read($0) }
    }
    guard let features, features.shape.count == 2, sample.score.isFinite else { return }
    let snippet = FeatureStretch.Snippet(
      start: sample.start, duration: sample.duration, score: sample.score, features: features.values)
    newest = snippet
    ring.add(snippet, FeatureRing.Form(network: network, crops: features.shape[0], size: features.shape[1]))
    open?.add(snippet)
  }

  /// Why the newest snippet is not worth an alarm: people called one like it a false alarm. Nil if nothing says so.
  mutating func reasonForReview() -> String? {
    guard let marked, let newest, let found = marked.events.falseOne(like: newest, least: marked.least) else {
      return nil
    }
    // An event that goes on is not to have the same reason with each snippet again, nor very many of them.
    if let known = said[found.event] ?? (said.count < 5 ? nil : said.first?.value) { return known }
    let percent = Int((found.similarity * 100).rounded(.down))
    let reason = "\(percent) % like event \(EventTable.shortID(found.event)), marked as a false alarm"
    said[found.event] = reason
    return reason
  }

  /// Takes note of an event: it begins, goes on or ends.
  mutating func note(_ event: StoredEvent) {
    if event.revision == 1 {
      // The event begins with snippets that came before it was one.
      open = FeatureSample(ring.snippets(from: event.start + 0.001))
      keep(event)
    }
    guard event.state != .open else { return }
    if event.revision > 1 { keep(event) }
    (open, said) = (nil, [:])
  }

  /// Ends the snippet, after the events that came of it.
  mutating func settle(isQuiet: Bool, at now: Double) {
    guard let form = ring.form, let snippets = quiet.add(newest, isQuiet: isQuiet, at: now) else { return }
    if let stretch = form.stretch(of: camera, .quiet, snippets) { archive.keep(stretch) }
  }

  /// The camera is gone: what comes later does not go on from here.
  mutating func interrupt(at now: Double) { quiet.interrupt(at: now) }

  private func keep(_ event: StoredEvent) {
    let snippets = open?.snippets(before: event.end - 0.001) ?? []
    guard let stretch = ring.form?.stretch(of: camera, .event, event: event.id, snippets) else { return }
    archive.keep(stretch)
  }
}
