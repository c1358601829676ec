import Foundation
import VigilCore
import VigilDatasets
import VigilMedia
import VigilReport

/// Opens videos to measure their length.
enum VideoProbe {
  /// Fills in the frame counts that a manifest lacks, and compares the others.
  ///
  /// - Parameter files: the videos' files in the order of the manifest; nil ones are skipped.
  /// - Returns: frame rates by path.
  static func measure(
    _ manifest: inout Manifest, files: [URL?], _ findings: inout Findings
  ) async throws -> [String: Double] {
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Opening", total: files.count { $0 != nil }, unit: "videos",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    var rates: [String: Double] = [:]
    var (unreadable, different, done) = ([String](), [String](), 0)
    for (place, file) in files.enumerated() {
      guard let file else { continue }
      let video = manifest.videos[place]
      do {
        let facts = try await MediaSource(file.path).facts()
        rates[video.path] = facts.frameRate
        if let frames = facts.frameCountEstimate, frames > 0 {
          // Containers and decoders may differ by a frame.
          if let said = video.frames, abs(said - frames) > 1 {
            different.append("\(video.path) (\(said), \(frames))")
          }
          if video.frames == nil { manifest.videos[place].frames = frames }
        }
      } catch let error as any ExplainedError {
        unreadable.append("\(video.path) (\(error.message))")
      }
      done += 1
      progress.update(done: done)
    }
    findings.add(Findings(unreadable: unreadable, different: different))
    return rates
  }
}
