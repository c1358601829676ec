public import Foundation
public import VigilCore
import VigilMedia
public import VigilPreprocessing

/// Reads up to a given number of snippets from recordings.
public struct SnippetReader: Sendable {
  private let preprocessing: Preprocessing
  private let stop: StopRequest
  private let warn: @Sendable (String) -> Void

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - preprocessing: how frames become the input of the network.
  ///   - stop: checked at each frame.
  ///   - warn: receives a sentence for each thing that is wrong with a recording, as far as it was read.
  public init(
    preprocessing: Preprocessing, stop: StopRequest, warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.preprocessing = preprocessing
    self.stop = stop
    self.warn = warn
  }

  /// Reads snippets of a video in order. If it is too short for a whole one, the preset decides what it gives.
  ///
  /// - Parameters:
  ///   - limit: the most to give, at least 1.
  ///   - spread: whether they are spread over the video, instead of taken from its beginning.
  /// - Throws: `unusableFootage` for a live source, `stopped`, and what reading and `body` throw.
  public func read(
    _ video: URL, atMost limit: Int, spread: Bool, _ body: (SnippetAssembler.Snippet) async throws -> Void
  ) async throws {
    let recording = try MediaSource(recording: video, orRecord: "a while")
    let source = preprocessing.seesJPEG ? recording.passingJPEGs() : recording
    defer { source.status.faults.sentences(about: source.name).forEach(warn) }
    let frames = spread ? try await source.facts().frameCountEstimate ?? 0 : 0
    let step = max(1, frames / SnippetPosition.framesPerSnippet / limit)
    var assembler = SnippetAssembler(preprocessing: preprocessing)
    var taken = 0
    for try await element in source {
      try stop.check("stopped before the model was made")
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
