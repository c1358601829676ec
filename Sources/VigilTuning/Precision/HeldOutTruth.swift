package import Foundation
import VigilCore
package import VigilDatasets
package import VigilEvaluation

/// The anomalies of held-out videos, from a manifest.
package struct HeldOutTruth: Sendable {
  private var intervals: [String: [Range<Int>]] = [:]

  /// Finds the videos in a manifest, by their names without folders.
  ///
  /// - Parameter path: what the manifest is called in messages.
  /// - Throws: `unusableFootage`, naming all videos that are not listed or whose anomaly has no frames.
  package init(_ manifest: Manifest, at path: String, videos: [URL]) throws(TuningError) {
    let known = Dictionary(manifest.videos.map { ($0.stem, $0) }) { first, _ in first }
    var problems: [String] = []
    for file in videos {
      let name = VideoName.stem(file.lastPathComponent)
      guard let video = known[name] else {
        problems.append("\(path) does not list \(file.lastPathComponent)")
        continue
      }
      if video.isAbnormal, video.intervals.isEmpty {
        problems.append("\(path) does not say where the anomaly of \(file.lastPathComponent) is")
      }
      intervals[name] = video.intervals
    }
    guard problems.isEmpty else {
      throw TuningError(.unusableFootage, problems.joined(separator: "; "))
    }
  }

  /// The labels of the first frames of a video.
  package func labels(_ file: URL, frames: Int) -> GroundTruth {
    GroundTruth(frames: frames, abnormal: intervals[VideoName.stem(file.lastPathComponent)] ?? [])
  }
}
