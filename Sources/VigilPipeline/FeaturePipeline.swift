public import VigilCore
public import VigilMedia
public import VigilPreprocessing

/// The output of the extractor for one snippet.
public struct SnippetFeatures: Sendable {
  /// Where the snippet lies in its video.
  public var position: SnippetPosition
  /// [crops, featureSize].
  public var features: Tensor
  /// Whether all crops were extracted; if not, a cascade put copies of the centre's features in their place.
  public var hasAllCrops: Bool
  /// Where the crops lie in the picture and which have copies, in the order of the features.
  public var crops: [SnippetCrop]
  /// Seconds from requesting features to the start of their computation, over all requests for this snippet.
  public var queueWait: Double
  /// When the last frame arrived, in seconds on the monotonic clock; nil for recordings.
  public var arrival: Double?
  /// Totals so far, including this snippet.
  public var counts: PipelineCounts
  /// How it was treated.
  var treatment = Treatment()

  /// What a run with an economy or a still gate must know beside the features.
  struct Treatment {
    /// When it was taken from the decoding task, on the monotonic clock.
    var taken = 0.0
    /// How much was given up for it.
    var level = EconomyLevel.full
    /// Whether its networks were loaded, so that its time says something.
    var isFirst = false
  }
}

/// An interruption of a live source.
public enum SourceInterruption: Hashable, Sendable {
  /// It was just lost.
  case lost(SourceLoss)
  /// It is back.
  case gap(SourceGap)
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
  private let clocks: Clocks
  /// Whether the brightness of snippets is surveyed, for a still gate.
  private let surveysLight: Bool

  /// Makes a pipeline that ends with the source, or after `snippetLimit` snippets.
  ///
  /// - Parameters:
  ///   - source: Where frames come from.
  ///   - extractor: Computes the features of snippets.
  ///   - snippetLimit: Snippets after which the pipeline ends.
  ///   - cascade: Decides which snippets get all their crops; all do without one.
  ///   - clocks: Measure the queue wait.
  public init(
    source: Source, extractor: FeatureExtractor, snippetLimit: Int = .max, cascade: Cascade? = nil,
    clocks: Clocks = .machine
  ) {
    self.init(
      source: source, extractor: extractor, snippetLimit: snippetLimit, cascade: cascade, clocks: clocks,
      surveysLight: false)
  }

  init(
    source: Source, extractor: FeatureExtractor, snippetLimit: Int, cascade: Cascade?, clocks: Clocks,
    surveysLight: Bool
  ) {
    self.source = extractor.preprocessing.seesJPEG ? source.passingJPEGs() : source
    self.extractor = extractor
    self.snippetLimit = snippetLimit
    self.cascade = cascade
    self.clocks = clocks
    self.surveysLight = surveysLight
  }

  /// Whether the source is live.
  var isLive: Bool { source.isLive }

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
  ///   - stop: Ends the run early; the snippet in inference is still delivered, unless its network is still loaded and it is the first.
  ///   - onFrame: Receives decoded frames, on a task of its own. While it is busy, a few frames are buffered; then a live source drops
  ///     the oldest of them and counts it, and a recorded one waits. It finishes before the run returns.
  ///   - onInterruption: Called when a live source is lost and when it is back, in order with the snippets, with totals so far.
  ///   - body: Called for every snippet in order; the next snippet is prepared meanwhile.
  public func run(
    stop: StopRequest,
    onFrame: (@Sendable (Frame) async -> Void)? = nil,
    onInterruption: (SourceInterruption, PipelineCounts) async throws -> Void = { _, _ in },
    _ body: (SnippetFeatures) async throws -> Void
  ) async throws -> PipelineCounts {
    try await run(
      stop: stop, seat: nil, onFrame: onFrame, onInterruption: onInterruption,
      onTaking: { _, _, _ in .extract },
      body)
  }

  /// The same for a run with an economy or a still gate.
  ///
  /// - Parameters:
  ///   - seat: Its place in the economy.
  ///   - onTaking: Says what becomes of each snippet, and counts it if it is not extracted.
  func run(
    stop: StopRequest, seat: EconomySeat?, onFrame: (@Sendable (Frame) async -> Void)?,
    onInterruption: (SourceInterruption, PipelineCounts) async throws -> Void,
    onTaking: (WaitingSnippet, EconomyLevel, inout PipelineCounts) async throws -> SnippetTreatment,
    _ body: (SnippetFeatures) async throws -> Void
  ) async throws -> PipelineCounts {
    let mailbox = SnippetMailbox(keepsNewest: source.isLive)
    let room = onFrame.map { _ in FrameRoom(keepsNewest: source.isLive) }
    let viewing = Task {
      guard let room, let onFrame else { return }
      while let frame = await room.take() { await onFrame(frame) }
    }
    let decoding = Task {
      do {
        let counts = try await decode(into: mailbox, room, seat)
        await mailbox.finish()
        return counts
      } catch {
        await mailbox.finish()
        throw error
      }
    }
    // No task outlives the run.
    func end() async -> Result<DecodingCounts, any Error> {
      decoding.cancel()
      await mailbox.finish()
      await room?.finish()
      let counts = await decoding.result
      await viewing.value
      return counts
    }
    return try await withTaskCancellationHandler {
      try await stop.watch(onRequest: { decoding.cancel() }) {
        var counts = PipelineCounts()
        var cascade = cascade
        do {
          delivering: while counts.snippets + counts.stillSnippets < snippetLimit,
            let delivery = await mailbox.take()
          {
            try Task.checkCancellation()
            counts.note(delivery.counts)
            switch delivery.content {
            case .interruption(let interruption):
              cascade?.reset()
              try await onInterruption(interruption, counts)
            case .snippet(var waiting):
              let taken = clocks.now()
              var turn = Turn(seat: seat)
              defer { turn.end() }
              var treatment: SnippetFeatures.Treatment
              repeat {
                treatment = SnippetFeatures.Treatment(taken: taken, level: seat?.level ?? .full)
                switch try await onTaking(waiting, treatment.level, &counts) {
                case .extract: break
                case .keep:
                  cascade?.keep()
                  continue delivering
                case .skip: continue delivering
                }
                treatment.isFirst = counts.snippets == 0
                if treatment.isFirst, try await !load(for: waiting.snippet, stop: stop) { break delivering }
              } while try await turn.begin(with: &waiting, from: mailbox, counting: &counts, at: clocks.now)
              let wait = clocks.now() - taken
              var features = try await features(
                of: waiting, at: treatment.level, waited: wait, cascade: &cascade, counting: &counts)
              turn.end()
              features.treatment = treatment
              try await body(features)
            }
          }
        } catch {
          viewing.cancel()
          _ = await end()
          // Whoever cancels a run must not have to know where it was at that moment.
          try Task.checkCancellation()
          throw error
        }
        let decoded = try await end().get()
        // What was cut by a cancelled task must not be taken for a whole recording.
        try Task.checkCancellation()
        counts.droppedFrames = decoded.droppedFrames
        counts.skippedFrames = decoded.skippedFrames
        counts.unseenFrames = decoded.unseenFrames
        return counts
      }
    } onCancel: {
      decoding.cancel()
      viewing.cancel()
    }
  }

  /// Loads what the first snippet needs, which may take half a minute; false if a stop was requested meanwhile.
  private func load(for snippet: SnippetAssembler.Snippet, stop: StopRequest) async throws -> Bool {
    do {
      try await stop.ending { [extractor, prepared = snippet.prepared] in
        try await extractor.load(for: prepared)
      }
      return true
    } catch is CancellationError where stop.isRequested && !Task.isCancelled {
      return false
    }
  }

  private func features(
    of waiting: WaitingSnippet, at level: EconomyLevel, waited: Double, cascade: inout Cascade?,
    counting counts: inout PipelineCounts
  ) async throws -> SnippetFeatures {
    let snippet = waiting.snippet
    var choice = CropChoice(extractor.preprocessing, level: level)
    var queueWait = waited
    nonisolated(nonsending) func extract(_ crops: [Int]?) async throws -> Tensor {
      let answer = try await extractor.answer(snippet.prepared, crops: crops, clocks: clocks)
      queueWait += answer.queueWait
      return answer.features
    }
    let step = try await cascade?.features(at: snippet.position) { crops in
      try await choice.features(of: crops) { try await extract($0) }
    }
    let tensor: Tensor
    if let step {
      tensor = step.features
    } else if choice.leavesOut {
      tensor = try await choice.features(of: choice.all) { try await extract($0) }
    } else {
      tensor = try await extract(nil)
    }
    let hasAllCrops = (step?.hasAllCrops ?? true) && !choice.leavesOut
    let sources =
      step?.hasAllCrops ?? true
      ? choice.sources : choice.all.map { _ in extractor.preprocessing.centreCrop }
    counts.snippets += 1
    if hasAllCrops { counts.snippetsWithAllCrops += 1 }
    if choice.leavesOut || waiting.isThinned { counts.reducedSnippets += 1 }
    counts.scoredFrames += snippet.position.frameCount
    return SnippetFeatures(
      position: snippet.position, features: tensor, hasAllCrops: hasAllCrops,
      crops: SnippetCrop.all(of: snippet.prepared, sources: sources), queueWait: queueWait,
      arrival: snippet.arrival, counts: counts)
  }

  private func decode(
    into mailbox: SnippetMailbox, _ room: FrameRoom?, _ seat: EconomySeat?
  ) async throws -> DecodingCounts {
    var assembler = SnippetAssembler(preprocessing: extractor.preprocessing)
    var survey = LightSurvey()
    var thinning = Thinning()
    var counts = DecodingCounts()
    var nextIndex: Int?
    var snippetsBeforeHole = 0
    func interrupt(_ interruption: SourceInterruption) async {
      assembler.interrupt()
      survey = LightSurvey()
      counts.droppedFrames = assembler.droppedFrames
      await mailbox.put(interruption, counts)
    }
    do {
      reading: for try await element in source {
        switch element {
        case .frame(let frame):
          let skipped = nextIndex.map { max(0, frame.index - $0) } ?? 0
          counts.skippedFrames += skipped
          nextIndex = frame.index + 1
          if skipped >= SnippetPosition.framesPerSnippet {
            // Half a second that is missing looks like a sudden movement. Snippets with such a hole are only made where
            // holes are so close to each other that there are no others.
            if assembler.snippets > snippetsBeforeHole {
              assembler.interrupt()
              survey = LightSurvey()
            }
            snippetsBeforeHole = assembler.snippets
            counts.droppedFrames = assembler.droppedFrames
          }
          if let room { counts.unseenFrames += await room.put(frame) }
          if surveysLight { survey.add(frame) }
          if assembler.pendingFrames == 0 { thinning = Thinning(seat?.level ?? .full) }
          guard thinning.takesNext(), let snippet = try assembler.append(frame) else { continue }
          let waiting = WaitingSnippet(snippet: snippet, survey: survey.take(), isThinned: thinning.isOn)
          if await !mailbox.put(waiting, counts) { break reading }
        case .lost(let loss): await interrupt(.lost(loss))
        case .gap(let gap):
          counts.gaps += gap.interruptions
          await interrupt(.gap(gap))
        }
      }
      if !Task.isCancelled, let snippet = assembler.finish() {
        let waiting = WaitingSnippet(snippet: snippet, survey: survey.take(), isThinned: thinning.isOn)
        _ = await mailbox.put(waiting, counts)
      }
    } catch is CancellationError {
      // A stop was requested: frames that are in no snippet yet stay unscored.
    }
    counts.droppedFrames = assembler.droppedFrames
    return counts
  }
}
