import Testing
import VigilCore
import VigilDetection

@Suite struct `Events as they are defined` {
  /// The definition over a whole track: stretches by hysteresis, merged across short gaps, long enough.
  static func spans(_ scores: [Float], _ rules: EventRules) -> [ClosedRange<Int>] {
    var stretches: [ClosedRange<Int>] = []
    var start: Int?
    for index in 0...scores.count {
      let score = index < scores.count ? scores[index] : -1
      if let first = start, score < rules.threshold - rules.hysteresis || index == scores.count {
        stretches.append(first...index - 1)
        start = nil
      }
      if start == nil, index < scores.count, score >= rules.threshold { start = index }
    }
    var merged: [ClosedRange<Int>] = []
    for stretch in stretches {
      if let last = merged.last, stretch.lowerBound - last.upperBound - 1 <= rules.mergeGap {
        merged[merged.count - 1] = last.lowerBound...stretch.upperBound
      } else {
        merged.append(stretch)
      }
    }
    return merged.filter { $0.count >= rules.minimumLength }
  }

  static func rules(_ seed: Int) -> EventRules {
    EventRules(
      threshold: 0.6, hysteresis: Float(seed % 4) / 10, minimumLength: 1 + seed % 3, mergeGap: seed % 5)
  }

  static func scores(_ seed: Int) -> [Float] {
    DeterministicValues.uniform("event definition \(seed)", count: 1 + seed * 7 % 160).map { ($0 + 1) / 2 }
  }

  @Test(arguments: 0..<80)
  func `are what the detector finds snippet by snippet`(seed: Int) {
    let (scores, rules) = (Self.scores(seed), Self.rules(seed))
    let events = EventDetector.events(in: Events.track(scores), rules: rules)
    #expect(events.map { $0.firstSnippet...$0.lastSnippet } == Self.spans(scores, rules))
    for event in events {
      let span = event.firstSnippet...event.lastSnippet
      #expect(scores.indices.contains(event.lastSnippet))
      #expect(event.peakScore == scores[span].max())
      #expect(scores[event.peakSnippet] == event.peakScore)
      #expect(event.start == Double(span.lowerBound) && event.end == Double(span.upperBound + 1))
    }
  }

  @Test(arguments: 0..<80)
  func `begin before they end, and never two at once`(seed: Int) {
    var detector = EventDetector(rules: Self.rules(seed))
    var open: AnomalyEvent?
    var changes: [EventDetector.Change] = []
    for score in Events.track(Self.scores(seed)) { changes += detector.add(score) }
    changes += detector.finish()
    for change in changes {
      switch change {
      case .began(let event):
        #expect(open == nil)
        open = event
      case .changed(let event):
        #expect(open?.firstSnippet == event.firstSnippet)
        #expect(event.lastSnippet > open?.lastSnippet ?? .max)
        open = event
      case .suppressed(let event): Issue.record("\(event) without a re-arm time")
      case .ended(let event):
        #expect(open?.firstSnippet == event.firstSnippet)
        #expect(event.lastSnippet >= open?.lastSnippet ?? .max)
        open = nil
      }
    }
    #expect(open == nil)
    #expect(detector.finish().isEmpty)
  }
}
