public import Foundation
import VigilCore

/// Which features say how they were made, and which do not.
///
/// Features of one extractor among those of another are easily told apart, so a detector learns, or a measure rewards, the
/// difference between two extractors. Worst is a border that is that of the labels.
public struct FeatureOrigins: Sendable {
  private let unknownNormal: [URL]
  private let unknownAbnormal: [URL]
  private let unknownOthers: [URL]
  private let counts: (normal: Int, abnormal: Int, all: Int)
  private let method: FeatureProvenance.Method?

  /// Looks for the provenance beside each file.
  public init(normal: [URL], abnormal: [URL], others: [URL] = []) {
    var method: FeatureProvenance.Method?
    func unknown(_ files: [URL]) -> [URL] {
      files.filter { file in
        let found = FeatureProvenance.beside(file)?.method
        method = method ?? found
        return found == nil
      }
    }
    (unknownNormal, unknownAbnormal) = (unknown(normal), unknown(abnormal))
    unknownOthers = unknown(others)
    counts = (normal.count, abnormal.count, normal.count + abnormal.count + others.count)
    self.method = method
  }

  /// Whether the features of one kind of video all say how they were made, and none of the other kind.
  public var bordersAreThoseOfLabels: Bool {
    guard counts.normal > 0, counts.abnormal > 0 else { return false }
    let (normal, abnormal) = (unknownNormal.count, unknownAbnormal.count)
    return (normal == 0 && abnormal == counts.abnormal) || (abnormal == 0 && normal == counts.normal)
  }

  /// What is wrong with the mixture; nil if all features say how they were made, or none does.
  public var complaint: String? {
    let unknown = unknownNormal + unknownAbnormal + unknownOthers
    guard let method, let first = unknown.first else { return nil }
    let advice =
      "; extract all with one extractor, or if all were made alike, remove the .json files beside the others"
    if bordersAreThoseOfLabels {
      let (silent, telling) = unknownNormal.isEmpty ? ("abnormal", "normal") : ("normal", "abnormal")
      return
        "the features of all \(telling) videos were made with \(method), those of the \(silent) ones do not say how they "
        + "were made: if by another extractor, a detector tells normal from abnormal by that alone" + advice
    }
    return
      "\(unknown.count) of \(counts.all) feature files do not say how they were made, such as \(first.path), the others "
      + "were made with \(method)" + advice
  }
}
