import Foundation
import Synchronization
import VigilCore
import VigilDetection
import VigilInference
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// What a run told, for tests that wait for some of it.
final class UpdateLog: Sendable {
  private struct State {
    var updates: [DetectionUpdate] = []
    var watchers:
      [(test: @Sendable ([DetectionUpdate]) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }
  private let state = Mutex(State())

  var updates: [DetectionUpdate] { state.withLock { $0.updates } }

  func append(_ update: DetectionUpdate) {
    let reached = state.withLock { state in
      state.updates.append(update)
      let updates = state.updates
      let reached = state.watchers.filter { $0.test(updates) }.map(\.continuation)
      state.watchers.removeAll { $0.test(updates) }
      return reached
    }
    for continuation in reached { continuation.resume() }
  }

  /// Waits until what was told passes a test.
  func until(_ test: @escaping @Sendable ([DetectionUpdate]) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if test(state.updates) { return true }
        state.watchers.append((test, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}

extension [DetectionUpdate] {
  /// What happened, in words: `scored 0.50`, `began`, `lost`, `gap`; extraction left out.
  var words: [String] {
    compactMap { update in
      switch update.content {
      case .extracted, .compared: nil
      case .scored(let score): "scored \(Int((score.score * 100).rounded()))"
      case .event(let event): event.phase.rawValue
      case .lost: "lost"
      case .gap: "gap"
      }
    }
  }

  var events: [EventUpdate] { compactMap { if case .event(let event) = $0.content { event } else { nil } } }
  var scores: [SnippetScore] { compactMap { if case .scored(let score) = $0.content { score } else { nil } } }
  var scored: [DetectionUpdate] { filter { if case .scored = $0.content { true } else { false } } }
  var interruptions: [DetectionUpdate] {
    filter {
      switch $0.content {
      case .lost, .gap: true
      default: false
      }
    }
  }
}

/// Identities that rise from 1, for tests that must know them.
final class CountedIDs: Sendable {
  private let count = Mutex(0)

  static func id(_ number: Int) -> UUID {
    UUID(uuidString: "00000000-0000-0000-0000-" + String(format: "%012d", number)) ?? UUID()
  }

  var make: @Sendable () -> UUID {
    {
      Self.id(
        self.count.withLock {
          $0 += 1; return $0
        })
    }
  }
}

/// A camera of a test: its source, what it told, and the run that joins them.
struct TestCamera: Sendable {
  let source: ScriptedSource
  let log = UpdateLog()
  let detector = BrightnessDetector()
  let stop = StopRequest()
  let run: DetectionRun<ScriptedSource>

  /// Makes a camera that shares a session; scores of at least a half are abnormal.
  init(
    _ session: any InferenceSession, isLive: Bool = true, crops: CropCount = .one,
    clock: ManualClock = ManualClock(),
    rules: EventRules = EventRules(threshold: 0.5, hysteresis: 0, mergeGap: 0),
    adjust: (inout DetectionSettings) -> Void = { _ in }
  ) {
    source = ScriptedSource(isLive: isLive, clock: clock)
    let extractor = FeatureExtractor(
      preprocessing: Preprocessing(.compact, crops: crops), featureSize: 1, session: session)
    var settings = DetectionSettings(mode: .online, window: 4, rules: rules)
    adjust(&settings)
    run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: detector, offline: nil),
      settings: settings, clocks: clock.clocks,
      makeID: CountedIDs().make)
  }

  /// Gives a snippet of one brightness and waits until its score is told, so that none gives way to the next.
  func score(_ brightness: UInt8) async {
    let before = log.updates.scores.count
    source.give(snippets: 1, brightness: brightness)
    await log.until { $0.scores.count > before }
  }

  /// Watches until the source ends or `stop` is asked for.
  func watch(onFrame: (@Sendable (Frame) async -> Void)? = nil) async throws -> PipelineCounts {
    try await run.run(stop: stop, onFrame: onFrame) { log.append($0) }
  }
}
