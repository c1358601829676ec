import Testing
import VigilCore
import VigilDetection

@Suite struct `Events` {
  static func track(_ scores: [Float], first: Int = 0) -> [SnippetScore] {
    scores.enumerated().map { offset, score in
      let index = first + offset
      return SnippetScore(
        position: SnippetPosition(
          index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
          end: Double(index + 1)),
        cropScores: [score])
    }
  }

  static func spans(_ scores: [Float], _ rules: EventRules) -> [ClosedRange<Int>] {
    EventDetector.events(in: track(scores), rules: rules).map { $0.firstSnippet...$0.lastSnippet }
  }

  struct Case: Sendable {
    var name: String
    var scores: [Float]
    var rules = EventRules(threshold: 0.7, hysteresis: 0.1, minimumLength: 1, mergeGap: 0)
    var events: [ClosedRange<Int>]
  }

  static let cases: [Case] = [
    Case(name: "none below the threshold", scores: [0.1, 0.69, 0.2], events: []),
    Case(name: "the threshold itself counts", scores: [0.1, 0.7, 0.2], events: [1...1]),
    Case(name: "goes on within the hysteresis", scores: [0.8, 0.65, 0.61, 0.59, 0.65], events: [0...2]),
    Case(name: "the hysteresis alone begins nothing", scores: [0.65, 0.69, 0.65], events: []),
    Case(
      name: "short ones are left out", scores: [0.9, 0, 0.9, 0.9, 0],
      rules: EventRules(minimumLength: 2, mergeGap: 0), events: [2...3]),
    Case(
      name: "a gap of two is merged", scores: [0.9, 0, 0, 0.9, 0, 0, 0, 0.9],
      rules: EventRules(mergeGap: 2), events: [0...3, 7...7]),
    Case(
      name: "what merges counts towards the length", scores: [0.9, 0, 0.9],
      rules: EventRules(minimumLength: 3, mergeGap: 1), events: [0...2]),
    Case(name: "an event may last to the end", scores: [0, 0.9, 0.9], events: [1...2]),
  ]

  @Test(arguments: cases)
  func `follow their rules`(example: Case) {
    #expect(Self.spans(example.scores, example.rules) == example.events, "\(example.name)")
  }

  @Test func `know their peak and their times`() {
    let events = EventDetector.events(in: Self.track([0, 0.75, 0.9, 0.9, 0.8, 0]), rules: EventRules())
    #expect(
      events == [
        AnomalyEvent(
          firstSnippet: 1, lastSnippet: 4, start: 1, end: 5, peakScore: 0.9, peakSnippet: 2, peakTime: 2.5)
      ])
  }

  @Test func `are announced when they are long enough and once only`() {
    var detector = EventDetector(rules: EventRules(minimumLength: 2, mergeGap: 1))
    let changes = Self.track([0.9, 0.9, 0, 0.9, 0, 0]).map { detector.add($0) }
    #expect(changes.map(\.count) == [0, 1, 0, 1, 0, 1])
    #expect(detector.finish().isEmpty)
    guard case .began(let first)? = changes[1].first, case .changed(let longer)? = changes[3].first,
      case .ended(let last)? = changes[5].first
    else {
      Issue.record("expected a beginning and an end")
      return
    }
    #expect(first.lastSnippet == 1)
    #expect(longer.lastSnippet == 3 && last == longer)
  }

  @Test func `do not reach across snippets that were dropped`() {
    var detector = EventDetector(rules: EventRules(mergeGap: 2))
    var changes = Self.track([0.9]).flatMap { detector.add($0) }
    changes += Self.track([0.9], first: 40).flatMap { detector.add($0) }
    changes += detector.finish()
    #expect(changes.count == 4)
  }

  @Test(arguments: 0..<40)
  func `are disjoint, ordered and hold every high snippet`(seed: Int) {
    let scores = DeterministicValues.uniform("events.\(seed)", count: 200).map { ($0 + 1) / 2 }
    let rules = EventRules(
      threshold: 0.8, hysteresis: 0.2, minimumLength: 1 + seed % 3, mergeGap: seed % 5)
    let spans = Self.spans(scores, rules)
    for (event, next) in zip(spans, spans.dropFirst()) {
      #expect(next.lowerBound - event.upperBound - 1 > rules.mergeGap)
    }
    #expect(spans.allSatisfy { $0.count >= rules.minimumLength })
    #expect(spans.allSatisfy { scores[$0.lowerBound] >= rules.threshold })
    if rules.minimumLength == 1 {
      for index in scores.indices where scores[index] >= rules.threshold {
        #expect(spans.contains { $0.contains(index) })
      }
    }
  }
}
