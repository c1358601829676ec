public import VigilCore
public import VigilDetection
public import VigilMedia
public import VigilPreprocessing

/// How to score a source.
public struct DetectionPlan: Sendable {
  /// When scores are made.
  public var mode: DetectionMode
  /// Snippets in the online window.
  public var window: Int
  /// Whether scores of the other mode are computed as well, to compare the two.
  public var comparesModes: Bool
  /// How scores become events.
  public var rules: EventRules
  /// The score of the centre crop from which all crops of a snippet are extracted; nil: always.
  public var cascadeBound: Float?

  /// Makes a plan.
  public init(
    mode: DetectionMode, window: Int = 32, comparesModes: Bool = false, rules: EventRules,
    cascadeBound: Float? = nil
  ) {
    self.mode = mode
    self.window = window
    self.comparesModes = comparesModes
    self.rules = rules
    self.cascadeBound = cascadeBound
  }
}

extension DetectionPlan {
  /// Whether each snippet is scored as soon as it ends.
  public var needsOnline: Bool { mode == .online || comparesModes }
  /// Whether the detector that scores the newest snippet of a window runs at all.
  public var needsNewest: Bool { needsOnline || cascadeBound != nil }
  /// Whether all snippets are scored at the end.
  public var needsOffline: Bool { mode == .offline || comparesModes }
}

/// The detector as each mode needs it.
public struct Detectors: Sendable {
  /// Scores the newest snippet of a window; nil if the plan does not need it.
  public var online: (any DetectorNetwork)?
  /// Scores all snippets of a recording; nil if the plan does not need it.
  public var offline: (any DetectorNetwork)?

  /// Holds the networks.
  public init(online: (any DetectorNetwork)?, offline: (any DetectorNetwork)?) {
    self.online = online
    self.offline = offline
  }
}

/// The updates of a running detection.
public enum DetectionUpdate: Sendable {
  /// The features of a snippet are computed; the numbers are totals so far, `snippetsWithAllCrops` as in `PipelineCounts`.
  case extracted(frames: Int, snippets: Int, snippetsWithAllCrops: Int)
  /// A snippet was scored.
  case scored(SnippetScore)
  /// The same snippet scored in the other mode.
  case compared(SnippetScore)
  /// An event began or ended.
  case event(EventDetector.Change)
  /// A live source was interrupted.
  case gap(SourceGap)
}

/// Scores a source from its first frame to its last.
public struct DetectionRun<Source: FrameSource>: Sendable {
  private let pipeline: FeaturePipeline<Source>
  private let extractor: FeatureExtractor
  private let detectors: Detectors
  private let plan: DetectionPlan

  /// Joins a source with the networks.
  ///
  /// - Precondition: the detectors that the plan needs are given; for a cascade, the preprocessing cuts several crops.
  public init(
    source: Source, extractor: FeatureExtractor, detectors: Detectors, plan: DetectionPlan,
    snippetLimit: Int = .max
  ) {
    pipeline = FeaturePipeline(
      source: source, extractor: extractor, snippetLimit: snippetLimit,
      cascade: Cascade(
        plan, preprocessing: extractor.preprocessing, featureSize: extractor.featureSize, detectors: detectors
      ))
    self.extractor = extractor
    precondition(
      (detectors.online != nil || !plan.needsNewest) && (detectors.offline != nil || !plan.needsOffline),
      "the plan needs a detector that was not given")
    self.detectors = detectors
    self.plan = plan
  }

  /// The memory of snippets in flight and of the detector's window, for frames of a given size.
  ///
  /// - Throws: `frameTooElongated` for an aspect ratio that no camera has.
  public func memory(frameWidth: Int, frameHeight: Int) throws(PreprocessingError) -> [MemoryItem] {
    var items = try pipeline.memory(frameWidth: frameWidth, frameHeight: frameHeight)
    if plan.needsOnline {
      let shape = extractor.featureShape
      let window = OnlineWindow.bytes(capacity: plan.window, crops: shape[0], featureSize: shape[1])
      items.append(
        MemoryItem("features of the last \(plan.window) snippets, and a copy in order", bytes: 2 * window))
    }
    if plan.cascadeBound != nil {
      let window = OnlineWindow.bytes(capacity: plan.window, crops: 1, featureSize: extractor.featureSize)
      items.append(
        MemoryItem("the centre crop's features of the same snippets, and a copy", bytes: 2 * window))
    }
    return items
  }

  /// Runs until the source ends or `stop` is requested; everything decoded by then is scored.
  ///
  /// - Parameters:
  /// - onFrame: Receives every decoded frame.
  /// - update: Receives the updates, in order.
  public func run(
    stop: StopRequest,
    onFrame: @escaping @Sendable (Frame) async throws -> Void = { _ in },
    _ update: (DetectionUpdate) async throws -> Void
  ) async throws -> PipelineCounts {
    let shape = extractor.featureShape
    var online = detectors.online.map {
      OnlineDetection(network: $0, snippets: plan.window, crops: shape[0], featureSize: shape[1])
    }
    var events = EventDetector(rules: plan.rules)
    var spool = plan.needsOffline ? try FeatureSpool(rowShape: shape) : nil

    var frames = 0
    var (snippets, snippetsWithAllCrops) = (0, 0)
    let counts = try await pipeline.run(stop: stop, onFrame: onFrame) { snippet in
      for gap in snippet.gaps {
        online?.reset()
        try await report(events.finish(), update)
        try await update(.gap(gap))
      }
      frames += snippet.position.frameCount
      snippets += 1
      if snippet.hasAllCrops { snippetsWithAllCrops += 1 }
      try await update(
        .extracted(frames: frames, snippets: snippets, snippetsWithAllCrops: snippetsWithAllCrops))
      try spool?.append(snippet.position, snippet.features)
      guard plan.needsOnline, let score = try await online?.score(snippet.position, snippet.features) else {
        return
      }
      if plan.mode == .online {
        try await deliver(score, &events, update)
      } else {
        try await update(.compared(score))
      }
    }
    if var spool = spool.take(), let detector = detectors.offline {
      let crop = try spool.finish().crop
      let scores = try await OfflineDetection(network: detector)
        .scores(spool.positions, crops: shape[0], features: crop)
      for score in scores {
        if plan.mode == .offline {
          try await deliver(score, &events, update)
        } else {
          try await update(.compared(score))
        }
      }
    }
    try await report(events.finish(), update)
    for gap in counts.trailingGaps { try await update(.gap(gap)) }
    return counts
  }

  private func deliver(
    _ score: SnippetScore, _ events: inout EventDetector, _ update: (DetectionUpdate) async throws -> Void
  ) async throws {
    try await update(.scored(score))
    try await report(events.add(score), update)
  }

  private func report(
    _ changes: [EventDetector.Change], _ update: (DetectionUpdate) async throws -> Void
  ) async throws {
    for change in changes { try await update(.event(change)) }
  }
}
