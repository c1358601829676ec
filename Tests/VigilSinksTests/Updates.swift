import Foundation
import Synchronization
import VigilCore
import VigilDetection
import VigilPipeline
import VigilSinks

/// Clocks that stand still until a test moves them.
final class ManualClock: Sendable {
  /// A quarter past six in the morning.
  static let firstDate = Date(timeIntervalSince1970: 1_795_846_500)
  private let time = Mutex(0.0)

  var clocks: Clocks {
    Clocks(
      now: { self.time.withLock { $0 } }, date: { Self.firstDate + self.time.withLock { $0 } })
  }

  func advance(seconds: Double) { time.withLock { $0 += seconds } }
}

/// The updates of a made-up live source: a snippet a second, sixteen frames each.
struct Updates {
  private(set) var counts = PipelineCounts()
  private let isLive: Bool

  init(isLive: Bool = true) { self.isLive = isLive }

  static let provenance = provenance(.online)

  static func provenance(_ mode: DetectionMode) -> Provenance {
    Provenance(
      vigil: "0.1.0", date: ManualClock.firstDate, source: SourceDescription(name: "camera"),
      preprocessing: PreprocessingDescription(name: "paper", crops: 1), networks: [],
      engine: EngineDescription(name: "none", version: "1"),
      detection: DetectionDescription(mode: mode, windowSnippets: mode == .online ? 32 : nil),
      rules: EventRules(threshold: 0.5, hysteresis: 0, minimumLength: 1, mergeGap: 0), machine: "none")
  }

  static func position(_ index: Int, isLive: Bool = true) -> SnippetPosition {
    SnippetPosition(
      index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
      end: Double(index + 1), date: isLive ? ManualClock.firstDate + Double(index) : nil)
  }

  /// What a snippet causes: extraction, then its score.
  mutating func snippet(_ index: Int, _ score: Float) -> [DetectionUpdate] {
    counts.snippets += 1
    counts.scoredFrames += 16
    let position = Self.position(index, isLive: isLive)
    return [
      DetectionUpdate(.extracted(position), counts: counts),
      DetectionUpdate(.scored(SnippetScore(position: position, cropScores: [score])), counts: counts),
    ]
  }

  func event(
    _ phase: EventUpdate.Phase, from first: Int, to last: Int, id: UUID = UUID(), revision: Int = 0,
    part: Int = 0, previousPart: UUID? = nil
  ) -> DetectionUpdate {
    let event = AnomalyEvent(
      firstSnippet: first, lastSnippet: last, start: Double(first), end: Double(last + 1), peakScore: 0.75,
      peakSnippet: first, peakTime: Double(first) + 0.5, part: part,
      date: isLive ? Self.position(first).date : nil)
    return DetectionUpdate(
      .event(EventUpdate(id: id, revision: revision, phase: phase, event: event, previousPart: previousPart)),
      counts: counts)
  }

  func lost(at time: Double) -> DetectionUpdate {
    DetectionUpdate(
      .lost(
        SourceLoss(
          reason: .silence, time: time, date: ManualClock.firstDate + time, message: "camera is silent")),
      counts: counts)
  }

  mutating func gap(from start: Double, to end: Double) -> DetectionUpdate {
    counts.gaps += 1
    return DetectionUpdate(
      .gap(
        SourceGap(
          start: start, end: end, reason: .silence, startDate: ManualClock.firstDate + start,
          endDate: ManualClock.firstDate + end)), counts: counts)
  }
}

extension JSONLinesSink {
  /// Takes several updates.
  func take(_ updates: [DetectionUpdate]) async throws {
    for update in updates { try await take(update) }
  }
}

extension ResultFolderSink {
  /// Takes several updates.
  func take(_ updates: [DetectionUpdate]) async throws {
    for update in updates { try await take(update) }
  }
}
