import Foundation
import VigilDatasets
import VigilMedia
import VigilReport

extension VideoProbe {
  /// Opens the videos of a manifest, with progress on the terminal; see `measure`.
  static func onTerminal(
    _ manifest: inout Manifest, files: [URL?], _ findings: inout Findings
  ) async throws -> [String: Double] {
    var progress = ProgressLine(onTerminal: "Opening", total: files.count { $0 != nil }, unit: "videos")
    defer { progress.finish() }
    return try await measure(&manifest, files: files, &findings, progress: { progress.update(done: $0) }) {
      let facts = try await MediaSource($0.path).facts()
      return Length(frames: facts.frameCountEstimate, frameRate: facts.frameRate)
    }
  }
}
