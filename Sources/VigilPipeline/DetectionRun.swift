public import Foundation
public import VigilCore
package import VigilDetection
import VigilInference
public import VigilMedia
public import VigilPreprocessing

/// Scores a source from its first frame to its last.
///
/// Runs of many cameras may share networks and are independent otherwise. An error of a source, of inference on its frames,
/// or of the caller's `update` ends that run, which throws it, and no other: to watch several cameras, catch errors in each
/// run's own task rather than in a group that the first error cancels. If the source or inference fails, an open event is
/// ended first.
///
/// The loss of a live source is reported at once (`.lost`), even if no snippet ever follows: any open event is ended before,
/// and the windows of the detector and the cascade are emptied, since later snippets are not their continuation. `.gap` reports
/// that frames arrive again.
public struct DetectionRun<Source: FrameSource>: Sendable {
  private let pipeline: FeaturePipeline<Source>
  private let extractor: FeatureExtractor
  private let detectors: Detectors
  private let settings: DetectionSettings
  private let clocks: Clocks
  private let makeID: @Sendable () -> UUID

  /// Joins a source with the networks.
  ///
  /// - Parameters:
  ///   - source: Where frames come from.
  ///   - extractor: Computes the features of snippets.
  ///   - detectors: Score them; those that the settings need.
  ///   - settings: When scores are made, and what becomes of them.
  ///   - snippetLimit: Snippets after which the run ends.
  ///   - clocks: Measure queue wait and latency; must be those of the source.
  ///   - makeID: Returns unique identities for events.
  /// - Precondition: the detectors that the settings need are given; for a cascade, the preprocessing cuts several crops.
  public init(
    source: Source, extractor: FeatureExtractor, detectors: Detectors, settings: DetectionSettings,
    snippetLimit: Int = .max, clocks: Clocks = .machine,
    makeID: @escaping @Sendable () -> UUID = { UUID() }
  ) {
    pipeline = FeaturePipeline(
      source: source, extractor: extractor, snippetLimit: snippetLimit,
      cascade: Cascade(
        settings, preprocessing: extractor.preprocessing, featureSize: extractor.featureSize,
        detectors: detectors
      ), clocks: clocks, surveysLight: settings.usedGate != nil)
    self.extractor = extractor
    precondition(
      (detectors.online != nil || !settings.needsNewest)
        && (detectors.offline != nil || !settings.needsOffline),
      "the settings need a detector that was not given")
    self.detectors = detectors
    self.settings = settings
    self.clocks = clocks
    self.makeID = makeID
  }

  /// The memory of snippets in flight and of the detector's window, for frames of a given size.
  ///
  /// - Throws: `frameTooElongated` for an aspect ratio that no camera has.
  public func memory(frameWidth: Int, frameHeight: Int) throws(PreprocessingError) -> [MemoryItem] {
    var items = try pipeline.memory(frameWidth: frameWidth, frameHeight: frameHeight)
    if settings.needsOnline {
      let shape = extractor.featureShape
      let window = OnlineWindow.bytes(capacity: settings.window, crops: shape[0], featureSize: shape[1])
      items.append(
        MemoryItem("features of the last \(settings.window) snippets, and a copy in order", bytes: 2 * window)
      )
    }
    if settings.cascadeBound != nil {
      let window = OnlineWindow.bytes(capacity: settings.window, crops: 1, featureSize: extractor.featureSize)
      items.append(
        MemoryItem("the centre crop's features of the same snippets, and a copy", bytes: 2 * window))
    }
    return items
  }

  /// The online scores of all crops, with a full window; nil if the settings want none, even if a cascade scores the centre online.
  package var onlineDetection: OnlineDetection? {
    guard settings.needsOnline, let network = detectors.online else { return nil }
    let shape = extractor.featureShape
    return OnlineDetection(
      network: network, snippets: settings.window, crops: shape[0], featureSize: shape[1])
  }

  /// The run's place in the economy; recordings wait instead of giving up quality.
  private var economySeat: EconomySeat? {
    guard pipeline.isLive, settings.needsOnline, !settings.needsOffline else { return nil }
    let preprocessing = extractor.preprocessing
    return settings.economy?.join(
      EconomyController.Demand(
        crops: preprocessing.seesWholeFrames ? 1 : preprocessing.crops.rawValue,
        hasStillGate: settings.usedGate != nil),
      snippets: extractor.layout.concurrentCalls(items: preprocessing.passes))
  }

  /// Runs until the source ends or `stop` is requested; everything decoded by then is scored.
  ///
  /// - Parameters:
  ///   - stop: Ends the run early once requested.
  ///   - onFrame: Receives decoded frames, on a task of its own. While it is busy, a few frames are buffered; then a live source drops
  ///     the oldest of them, and a recorded one waits. It finishes before the run returns.
  ///   - update: Receives the updates, in order. An error that it throws ends the run.
  public func run(
    stop: StopRequest, onFrame: (@Sendable (Frame) async -> Void)? = nil,
    _ update: (DetectionUpdate) async throws -> Void
  ) async throws -> PipelineCounts {
    let shape = extractor.featureShape
    var online = onlineDetection
    var events = settings.formsEvents ? RunEvents(settings.rules, makeID: makeID) : nil
    var spool = settings.needsOffline ? try FeatureSpool(rowShape: shape) : nil
    var lastScore: SnippetScore?
    var latest = DetectionUpdate.State()
    var updateHasFailed = false
    let seat = economySeat
    defer { seat?.leave() }
    var judge = settings.usedGate.map {
      StillJudge(seat?.spreading($0) ?? $0, highestScore: settings.highestKeptScore)
    }
    // Said out loud: Swift 6.2 does not give local functions the default of this package.
    nonisolated(nonsending) func tell(
      _ content: DetectionUpdate.Content, isKept: Bool = false, features: Tensor? = nil
    ) async throws {
      do {
        try await update(
          DetectionUpdate(
            content, counts: latest.counts, timing: latest.timing(clocks), isKept: isKept,
            change: content.isOfSnippet ? latest.change : nil, features: features,
            crops: content.isOfSnippet ? latest.crops : nil))
      } catch {
        updateHasFailed = true
        throw error
      }
    }

    let counts: PipelineCounts
    do {
      counts = try await pipeline.run(stop: stop, seat: seat, onFrame: onFrame) { interruption, counts in
        latest.counts = counts
        latest.change = nil
        online?.reset()
        judge?.reset()
        lastScore = nil
        for event in events?.finish() ?? [] { try await tell(.event(event)) }
        switch interruption {
        case .lost(let loss): try await tell(.lost(loss))
        case .gap(let gap): try await tell(.gap(gap))
        }
      } onTaking: { waiting, level, counts in
        let position = waiting.snippet.position
        if level >= .everySecondSnippet, position.index == lastScore?.position.index.advanced(by: 1) {
          counts.skippedSnippets += 1
          return .skip
        }
        guard let survey = waiting.survey else { return .extract }
        let verdict = judge?.judge(survey, start: position.start, factor: seat?.gateFactor(at: level) ?? 1)
        latest.change = verdict?.change
        guard verdict?.isKept == true, let previous = lastScore else { return .extract }
        counts.stillSnippets += 1
        latest.begin(waiting, counts)
        let score =
          try await online?.keep(position)
          ?? SnippetScore(position: position, cropScores: previous.cropScores)
        judge?.noteKept(score.score)
        lastScore = score
        seat?.note(nil)
        try await tell(.scored(score), isKept: true)
        for event in events?.add(score) ?? [] { try await tell(.event(event)) }
        return .keep
      } _: { snippet in
        latest.begin(snippet)
        try await tell(.extracted(snippet.position))
        try spool?.append(snippet.position, snippet.features)
        guard let score = try await online?.score(snippet.position, snippet.features) else {
          return
        }
        judge?.note(score.score)
        lastScore = score
        seat?.note(snippet, droppedSince: &latest.notedDrops, clocks)
        guard settings.mode == .online else { return try await tell(.compared(score)) }
        try await tell(.scored(score), features: snippet.features)
        for event in events?.add(score) ?? [] { try await tell(.event(event)) }
      }
    } catch {
      // The end of the source is the end of the event; a failed receiver gets no more updates.
      if !updateHasFailed { for event in events?.finish() ?? [] { try? await tell(.event(event)) } }
      throw error
    }
    latest = DetectionUpdate.State(counts)
    if var spool = spool.take(), let detector = detectors.offline {
      let crop = try spool.finish().crop
      let scores = try await OfflineDetection(network: detector)
        .scores(spool.positions, crops: shape[0], features: crop)
      for score in scores {
        guard settings.mode == .offline else {
          try await tell(.compared(score))
          continue
        }
        try await tell(.scored(score))
        for event in events?.add(score) ?? [] { try await tell(.event(event)) }
      }
    }
    for event in events?.finish() ?? [] { try await tell(.event(event)) }
    return counts
  }
}

/// Turns scores into events with identities.
private struct RunEvents {
  private var detector: EventDetector
  private var ledger: EventLedger

  init(_ rules: EventRules, makeID: @escaping @Sendable () -> UUID) {
    detector = EventDetector(rules: rules)
    ledger = EventLedger(makeID: makeID)
  }

  mutating func add(_ score: SnippetScore) -> [EventUpdate] {
    detector.add(score).map { ledger.note($0) }
  }

  mutating func finish() -> [EventUpdate] {
    detector.finish().map { ledger.note($0) }
  }
}

extension DetectionUpdate {
  /// What all updates have in common, as of the newest snippet.
  fileprivate struct State {
    var counts = PipelineCounts()
    /// Where its picture changed.
    var change: SnippetChange?
    /// Where its crops lie.
    private(set) var crops: [SnippetCrop]?
    /// How many drops the economy knows of.
    var notedDrops = 0
    private var newest: (queueWait: Double, arrival: Double?)?

    init() {}

    init(_ counts: PipelineCounts) { self.counts = counts }

    mutating func begin(_ snippet: SnippetFeatures) {
      counts = snippet.counts
      crops = snippet.crops
      newest = (snippet.queueWait, snippet.arrival)
    }

    mutating func begin(_ kept: WaitingSnippet, _ counts: PipelineCounts) {
      self.counts = counts
      newest = (0, kept.snippet.arrival)
    }

    func timing(_ clocks: Clocks) -> SnippetTiming? {
      newest.map { newest in
        SnippetTiming(queueWait: newest.queueWait, latency: newest.arrival.map { clocks.now() - $0 })
      }
    }
  }
}

extension DetectionUpdate.Content {
  /// Whether it tells of one snippet.
  fileprivate var isOfSnippet: Bool {
    switch self {
    case .extracted, .scored: true
    case .compared, .event, .lost, .gap: false
    }
  }
}

extension EconomySeat {
  /// Takes note of a snippet that was just scored.
  fileprivate func note(_ snippet: SnippetFeatures, droppedSince noted: inout Int, _ clocks: Clocks) {
    let (now, treatment) = (clocks.now(), snippet.treatment)
    let dropped = snippet.counts.droppedSnippets - noted
    noted = snippet.counts.droppedSnippets
    // The first waits for its network.
    guard !treatment.isFirst else { return }
    note(
      EconomyController.Outcome(
        level: treatment.level, length: snippet.position.end - snippet.position.start,
        duration: now - treatment.taken, age: snippet.arrival.map { now - $0 } ?? 0, dropped: dropped))
  }
}
