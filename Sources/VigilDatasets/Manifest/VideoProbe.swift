public import Foundation
import VigilCore

/// Opens videos to measure their length.
public enum VideoProbe {
  /// How long a video says that it is.
  public struct Length: Hashable, Sendable {
    /// The number of frames; nil if it does not say.
    public var frames: Int?
    /// Frames in a second; nil if it does not say.
    public var frameRate: Double?

    /// Describes a length.
    public init(frames: Int?, frameRate: Double?) {
      self.frames = frames
      self.frameRate = frameRate
    }
  }

  /// Fills in the frame counts that a manifest lacks, and compares the others.
  ///
  /// - Parameters:
  ///   - files: the videos' files in the order of the manifest; those that are nil are passed over.
  ///   - findings: takes the videos that cannot be opened and those whose length differs.
  ///   - progress: told after each video how many were opened.
  ///   - open: opens a video; an `ExplainedError` that it throws becomes a finding.
  /// - Returns: frame rates by path.
  /// - Throws: what else `open` throws.
  public static func measure(
    _ manifest: inout Manifest, files: [URL?], _ findings: inout Findings, progress: (Int) -> Void = { _ in },
    open: (URL) async throws -> Length
  ) async throws -> [String: Double] {
    var rates: [String: Double] = [:]
    var (unreadable, different, done) = ([String](), [String](), 0)
    for (place, file) in files.enumerated() {
      guard let file else { continue }
      let video = manifest.videos[place]
      do {
        let length = try await open(file)
        rates[video.path] = length.frameRate
        if let frames = length.frames, frames > 0 {
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
      progress(done)
    }
    findings.add(Findings(unreadable: unreadable, different: different))
    return rates
  }
}
