public import VigilCore
public import VigilMedia
public import VigilPreprocessing

/// The output of the extractor for one snippet, with what was lost before it.
public struct SnippetFeatures: Sendable {
  /// Where the snippet lies in its video.
  public var position: SnippetPosition
  /// [crops, featureSize].
  public var features: Tensor
  /// Interruptions of a live source since the snippet before.
  public var gaps: [SourceGap]
  /// Whole snippets of a live source that were dropped because inference was busy, since the snippet before.
  public var droppedSnippets: Int
  /// Whether all crops were extracted; if not, a cascade put copies of the centre's features in their place.
  public var hasAllCrops: Bool
}

/// Totals of a pipeline that has ended.
public struct PipelineCounts: Hashable, Sendable {
  /// Frames that are part of a snippet whose features were computed, padding not counted.
  public var scoredFrames = 0
  /// Snippets whose features were computed.
  public var snippets = 0
  /// Snippets whose crops were all extracted: all of them without a cascade.
  public var snippetsWithAllCrops = 0
  /// Whole snippets of a live source that were never scored because inference was busy.
  public var droppedSnippets = 0
  /// Frames of a live source left over before a gap, too few for a snippet.
  public var droppedFrames = 0
  /// How many times a live source was interrupted.
  public var gaps = 0
  /// Interruptions after the last scored snippet.
  public var trailingGaps: [SourceGap] = []

  /// Counts of a pipeline that has not begun.
  public init() {}
}

/// The path of a frame: source, snippet, features.
///
/// Decoding and preprocessing run while the previous snippet is in inference. A recorded source
/// waits for inference, so its scores do not depend on the machine; a live one keeps the newest
/// whole snippet and counts what it dropped.
public struct FeaturePipeline<Source: FrameSource>: Sendable {
  private let source: Source
  private let extractor: FeatureExtractor
  private let snippetLimit: Int
  private let cascade: Cascade?

  /// Makes a pipeline that ends with the source, or after `snippetLimit` snippets.
  ///
  /// - Parameter cascade: decides which snippets get all their crops; all do without one.
  public init(
    source: Source, extractor: FeatureExtractor, snippetLimit: Int = .max, cascade: Cascade? = nil
  ) {
    self.source = source
    self.extractor = extractor
    self.snippetLimit = snippetLimit
    self.cascade = cascade
  }

  /// The memory of snippets in flight, for frames of a given size.
  ///
  /// - Throws: `frameTooElongated` for an aspect ratio that no camera has.
  public func memory(frameWidth: Int, frameHeight: Int) throws(PreprocessingError) -> [MemoryItem] {
    let snippets = SnippetMailbox.mostSnippets(keepsNewest: source.isLive)
    let frame = try extractor.preprocessing.preparedBytes(width: frameWidth, height: frameHeight)
    return [
      MemoryItem(
        "prepared frames of \(snippets) snippets", bytes: snippets * SnippetPosition.framesPerSnippet * frame)
    ]
  }

  /// Runs to the end of the source, or until `stop` is requested.
  ///
  /// - Parameters:
  ///   - stop: Ends the run early; the snippet in inference is still delivered.
  /// - onFrame: Receives every decoded frame before it becomes part of a snippet.
  ///   - body: Called for every snippet in order; the next snippet is prepared meanwhile.
  public func run(
    stop: StopRequest,
    onFrame: @escaping @Sendable (Frame) async throws -> Void = { _ in },
    _ body: (SnippetFeatures) async throws -> Void
  ) async throws -> PipelineCounts {
    let mailbox = SnippetMailbox(keepsNewest: source.isLive)
    let decoding = Task {
      do {
        let rest = try await decode(into: mailbox, onFrame: onFrame)
        await mailbox.finish()
        return rest
      } catch {
        await mailbox.finish()
        throw error
      }
    }
    return try await withTaskCancellationHandler {
      try await stop.watch(onRequest: { decoding.cancel() }) {
        var counts = PipelineCounts()
        var cascade = cascade
        do {
          while counts.snippets < snippetLimit, let arrival = await mailbox.take() {
            try Task.checkCancellation()
            try await body(features(of: arrival, cascade: &cascade, counting: &counts))
          }
        } catch {
          decoding.cancel()
          await mailbox.finish()
          _ = try? await decoding.value
          throw error
        }
        decoding.cancel()
        await mailbox.finish()
        let rest = try await decoding.value
        counts.droppedFrames = rest.droppedFrames
        counts.gaps += rest.gaps.count
        counts.trailingGaps = rest.gaps
        return counts
      }
    } onCancel: {
      decoding.cancel()
    }
  }

  private func features(
    of arrival: SnippetArrival, cascade: inout Cascade?, counting counts: inout PipelineCounts
  ) async throws -> SnippetFeatures {
    if !arrival.gaps.isEmpty { cascade?.reset() }
    let step = try await cascade?.features(at: arrival.position) { crops in
      try await extractor.features(of: arrival.prepared, crops: crops)
    }
    let tensor: Tensor
    if let step {
      tensor = step.features
    } else {
      tensor = try await extractor.features(of: arrival.prepared)
    }
    let hasAllCrops = step?.hasAllCrops ?? true
    counts.snippets += 1
    if hasAllCrops { counts.snippetsWithAllCrops += 1 }
    counts.scoredFrames += arrival.position.frameCount
    counts.droppedSnippets += arrival.droppedSnippets
    counts.gaps += arrival.gaps.count
    return SnippetFeatures(
      position: arrival.position, features: tensor, gaps: arrival.gaps,
      droppedSnippets: arrival.droppedSnippets, hasAllCrops: hasAllCrops)
  }

  /// The state that decoding leaves when it ends.
  private struct Rest {
    var droppedFrames = 0
    var gaps: [SourceGap] = []
  }

  private func decode(
    into mailbox: SnippetMailbox, onFrame: @Sendable (Frame) async throws -> Void
  ) async throws -> Rest {
    var assembler = SnippetAssembler(preprocessing: extractor.preprocessing)
    var gaps: [SourceGap] = []
    func deliver(_ snippet: SnippetAssembler.Snippet) async -> Bool {
      let arrival = SnippetArrival(position: snippet.position, prepared: snippet.prepared, gaps: gaps)
      gaps = []
      return await mailbox.put(arrival)
    }
    do {
      reading: for try await element in source {
        switch element {
        case .frame(let frame):
          try await onFrame(frame)
          if let snippet = try assembler.append(frame), await !deliver(snippet) { break reading }
        case .gap(let gap):
          assembler.interrupt()
          gaps.append(gap)
        }
      }
      if !Task.isCancelled, let snippet = assembler.finish() { _ = await deliver(snippet) }
    } catch is CancellationError {
      // A stop was requested: frames that are in no snippet yet stay unscored.
    }
    return Rest(droppedFrames: assembler.droppedFrames, gaps: gaps)
  }
}
