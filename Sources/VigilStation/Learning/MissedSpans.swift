import Foundation
import VigilStore

/// Keeps the features of spans of which somebody says that something was missed in them, as long as they are still in memory.
struct MissedSpans {
  /// So many new labels are looked at each time.
  private static let most = 100

  /// The newest label that was looked at; nil before the first time, when rings are empty.
  private var last: Int64?

  /// Looks at the labels that came since the last time.
  mutating func look(_ archive: Archive, _ rings: FeatureRings) async {
    let found = await archive.attempt { try $0.labels(LabelQuery(verdict: .missed, limit: Self.most)) }
    guard let labels = found else { return }
    defer { last = labels.first?.id ?? last ?? 0 }
    guard let last else { return }
    for label in labels.reversed() where label.id > last {
      let ring = rings.ring(of: label.camera)
      let sample = FeatureSample(ring.snippets(from: label.start + 0.001, to: label.end - 0.001))
      guard let stretch = ring.form?.stretch(of: label.camera, .missed, sample.snippets()) else { continue }
      archive.keep(stretch)
    }
  }
}
