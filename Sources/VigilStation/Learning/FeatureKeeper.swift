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

  /// Begins; nil if the camera's settings say that no features are kept.
  ///
  /// - Parameter network: What computes the features, as `ModelSelection.featureNetwork` says it.
  init?(_ settings: CameraSettings, network: String, archive: Archive, ring: FeatureRing) {
    guard settings.keepsFeatures else { return nil }
    (camera, self.network, self.archive, self.ring) = (settings.name, network, archive, ring)
  }

  /// Takes the next snippet, before the events that come of its score.
  ///
  /// - Parameter features: [crops, size]; nil where none were computed.
  mutating func take(_ sample: ScoreSample, _ features: Tensor?) {
    newest = nil
    guard let features, features.shape.count == 2, sample.score.isFinite else { return }
    let snippet = FeatureStretch.Snippet(
      start: sample.start, duration: sample.duration, score: sample.score, features: features.values)
    newest = snippet
    ring.add(snippet, FeatureRing.Form(network: network, crops: features.shape[0], size: features.shape[1]))
    open?.add(snippet)
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
    open = nil
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
