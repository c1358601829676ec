import Foundation
public import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// The time of each stage for one snippet, alone on the machine, one after the other.
///
/// In the pipeline stages overlap, so their sum exceeds the time of a snippet; it measures the total work.
public struct StageTimes: Sendable {
  private let workload: Workload
  private let seconds: Double
  private let stop: StopRequest

  /// Makes a measurement of about some seconds for all stages together.
  public init(_ workload: Workload, seconds: Double, stop: StopRequest) {
    self.workload = workload
    self.seconds = seconds
    self.stop = stop
  }

  /// Milliseconds per snippet, the median of at least three runs.
  ///
  /// - Throws: `interrupted`, and errors of the stages.
  public func run() async throws -> [(kind: FigureKind, milliseconds: Double)] {
    let frames = try await firstFrames()
    let preprocessing = workload.extractor.preprocessing
    var preparer = FramePreparer(preprocessing: preprocessing)
    let first = try preparer.prepare(frames[0])
    let prepared = try frames.dropFirst().map { try preparer.prepare($0, after: first) }
    let snippet = PreparedSnippet(preprocessing: preprocessing, frames: [first] + prepared)
    let features = try await workload.extractor.features(of: snippet)
    let window = fullWindow(features)
    var times: [(FigureKind, Double)] = [(.decode, try await decoding())]
    try await times.append(
      (.resize, median { for frame in frames { _ = try preparer.prepare(frame) } }))
    var input = [Float](repeating: 0, count: snippet.inputShape.reduce(1, *))
    try await times.append(
      (
        .crop,
        median {
          for pass in 0..<preprocessing.passes {
            var values = input.mutableSpan
            snippet.writeInput(pass, into: &values)
          }
        }
      ))
    try await times.append((.extractor, median { _ = try await workload.extractor.features(of: snippet) }))
    try await times.append((.detector, median { _ = try await workload.detector.scores(window) }))
    let overlay = Overlay(threshold: 0.7)
    try await times.append(
      (
        .overlay,
        median {
          for frame in frames {
            var drawn = frame
            overlay.draw(0.9, on: &drawn)
          }
        }
      ))
    do {
      try await times.append((.encode, encoding(frames)))
    } catch let error as MediaError where error.code == .noEncoder {
      // Without an encoder nothing can be annotated, and there is nothing to measure.
    }
    return times
  }

  /// The median time of some work in milliseconds, after one warm-up run.
  private func median(_ work: () async throws -> Void) async throws -> Double {
    try await work()
    let limit = ContinuousClock.now + .seconds(seconds / Double(FigureKind.stages.count))
    var times = ThinnedSamples(capacity: 1024)
    var count = 0
    while count < 3 || ContinuousClock.now < limit {
      guard !stop.isRequested else { throw Workload.interrupted }
      let duration = try await ContinuousClock().measure { try await work() }
      times.append(duration / .milliseconds(1))
      count += 1
    }
    return times.median ?? 0
  }

  /// The first sixteen frames, the last repeated if there are fewer.
  private func firstFrames() async throws -> [Frame] {
    var frames: [Frame] = []
    for try await element in try workload.source() {
      if case .frame(let frame) = element { frames.append(frame) }
      if frames.count == SnippetPosition.framesPerSnippet { break }
    }
    return frames
  }

  /// The time from one sixteenth frame to the next, with nothing else running.
  private func decoding() async throws -> Double {
    let limit = ContinuousClock.now + .seconds(seconds / Double(FigureKind.stages.count))
    var times = ThinnedSamples(capacity: 1024)
    var (count, snippets) = (0, 0)
    var last = ContinuousClock.now
    for try await element in try workload.source() {
      guard !stop.isRequested else { throw Workload.interrupted }
      guard case .frame(let frame) = element else { continue }
      // A part of decoding wherever the preset is defined on RGB.
      if !workload.extractor.preprocessing.shrinksPlanes { _ = frame.pixels }
      count += 1
      guard count % SnippetPosition.framesPerSnippet == 0 else { continue }
      let now = ContinuousClock.now
      // The first includes opening the file.
      if snippets > 0 { times.append((now - last) / .milliseconds(1)) }
      last = now
      snippets += 1
      if snippets > 3, now >= limit { break }
    }
    return times.median ?? 0
  }

  /// The time to encode sixteen frames like `annotated.mp4`, from the first frame to the complete file.
  private func encoding(_ frames: [Frame]) async throws -> Double {
    let file = URL.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString).mp4")
    defer { try? FileManager.default.removeItem(at: file) }
    let snippets = 4
    return try await median {
      let writer = VideoWriter(file)
      for index in 0..<snippets * frames.count {
        var frame = frames[index % frames.count]
        (frame.index, frame.time) = (index, Double(index) / 25)
        try await writer.append(frame)
      }
      _ = try await writer.finish()
    } / Double(snippets)
  }

  /// The detector with a full window.
  private func fullWindow(_ features: Tensor) -> Tensor {
    let shape = workload.extractor.featureShape
    var window = OnlineWindow(capacity: workload.window, crops: shape[0], featureSize: shape[1])
    for _ in 0..<workload.window { window.append(features) }
    return window.features
  }
}
