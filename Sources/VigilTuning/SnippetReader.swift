import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// Reads snippets of recordings, as many as are wanted.
struct SnippetReader {
  let preprocessing: Preprocessing
  let stop: StopRequest

  /// Gives snippets of a video in order.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - spread: whether they are taken from all over the video, and not from its beginning.
  func read(
    _ video: URL, atMost limit: Int, spread: Bool, _ body: (SnippetAssembler.Snippet) async throws -> Void
  ) async throws {
    let source = try MediaSource(video.path)
    guard !source.isLive else { throw CommandError("\(source.name) is live; record a while of it first") }
    let frames = spread ? try await source.facts().frameCountEstimate ?? 0 : 0
    let step = max(1, frames / SnippetPosition.framesPerSnippet / limit)
    var assembler = SnippetAssembler(preprocessing: preprocessing)
    var taken = 0
    for try await element in source {
      try stop.check("ended before the model was made")
      guard case .frame(let frame) = element, let snippet = try assembler.append(frame),
        snippet.position.index.isMultiple(of: step)
      else { continue }
      try await body(snippet)
      taken += 1
      if taken == limit { return }
    }
    if taken == 0, let snippet = assembler.finish() { try await body(snippet) }
  }
}
