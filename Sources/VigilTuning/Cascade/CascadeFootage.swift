import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilReport
import VigilTensorFiles

/// All features of one recording, on disk while they are scored more than once.
///
/// An hour is half a gigabyte at ten crops. The file has no name any more once it is mapped, so that it goes with the value however
/// the program ends.
final class CascadeFootage {
  private let mapped: MappedNPY
  let positions: [SnippetPosition]

  /// Extracts all crops of a recording.
  init(_ video: URL, label: String, extractor: FeatureExtractor, stop: StopRequest) async throws {
    let source = try MediaSource(video.path)
    guard !source.isLive else { throw CommandError("\(source.name) is live; record some of it first") }
    let facts = try await source.facts()
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      label, total: facts.frameCountEstimate, screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    let file = URL.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString).npy")
    var writer = try NPYWriter(file, rowShape: extractor.featureShape)
    var positions: [SnippetPosition] = []
    _ = try await FeaturePipeline(source: source, extractor: extractor).run(stop: stop) { snippet in
      try writer.append(snippet.features.values)
      positions.append(snippet.position)
      progress.update(done: snippet.position.endFrame)
    }
    progress.finish()
    try writer.finish()
    self.positions = positions
    defer { try? FileManager.default.removeItem(at: file) }
    mapped = try MappedNPY(file)
  }

  /// The features of the snippet at a place, [crops, featureSize].
  func features(_ index: Int) -> Tensor {
    var features = mapped.rows(index..<index + 1)
    features.shape.removeFirst()
    return features
  }
}
