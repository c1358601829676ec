import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDetection

@Suite struct `A long event` {
  @Test func `is split at its maximum length, and its next part begins at once`() {
    var detector = EventDetector(
      rules: EventRules(threshold: 0.7, hysteresis: 0, mergeGap: 1, maximumLength: 3))
    let changes = Events.track([0.9, 0.8, 0.7, 0.9, 0, 0.7, 0, 0]).map { detector.add($0) }
    guard case .ended(let first)? = changes[3].first, case .began(let second)? = changes[3].last,
      case .ended(let last)? = changes[7].first
    else {
      Issue.record("\(changes)")
      return
    }
    #expect(first.firstSnippet == 0 && first.lastSnippet == 2 && first.part == 0 && first.peakScore == 0.9)
    #expect(second.firstSnippet == 3 && second.part == 1 && second.peakScore == 0.9)
    // What merges belongs to the part that goes on.
    #expect(last.firstSnippet == 3 && last.lastSnippet == 5 && last.part == 1)
    #expect(changes.map(\.count) == [1, 1, 1, 2, 0, 1, 0, 1])
  }

  @Test func `is announced before it is split`() {
    let rules = EventRules(threshold: 0.7, minimumLength: 5, mergeGap: 0, maximumLength: 2)
    let events = EventDetector.events(in: Events.track([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]), rules: rules)
    #expect(events.map(\.firstSnippet) == [0, 5] && events.map(\.lastSnippet) == [4, 6])
  }

  @Test(arguments: 0..<60)
  func `has parts that together are the event, none too long`(seed: Int) {
    let scores = Events.track(`Events as they are defined`.scores(seed))
    let whole = EventDetector.events(in: scores, rules: `Events as they are defined`.rules(seed))
    var rules = `Events as they are defined`.rules(seed)
    rules.maximumLength = Double(rules.minimumLength + rules.mergeGap + seed % 7 + 1)
    let parts = EventDetector.events(in: scores, rules: rules)
    #expect(parts.allSatisfy { $0.end - $0.start <= rules.maximumLength ?? 0 })
    var joined: [AnomalyEvent] = []
    for part in parts {
      guard part.part > 0 else {
        joined.append(part)
        continue
      }
      guard var event = joined.popLast() else {
        Issue.record("\(part) has no first part")
        return
      }
      #expect(part.firstSnippet > event.lastSnippet)
      (event.lastSnippet, event.end) = (part.lastSnippet, part.end)
      if part.peakScore > event.peakScore {
        (event.peakScore, event.peakSnippet, event.peakTime) = (
          part.peakScore, part.peakSnippet, part.peakTime
        )
      }
      joined.append(event)
    }
    #expect(joined == whole)
  }
}

@Suite struct `The re-arm time after an event` {
  private let rules = EventRules(threshold: 0.7, hysteresis: 0, mergeGap: 0, rearmTime: 4)

  @Test func `suppresses and counts events that end before it expires`() {
    var detector = EventDetector(rules: rules)
    var changes = Events.track([0.9, 0, 0.9, 0, 0, 0, 0.9, 0]).flatMap { detector.add($0) }
    changes += detector.finish()
    let kinds = changes.map { change in
      switch change {
      case .began(let event): "began \(event.firstSnippet)"
      case .changed: "changed"
      case .ended(let event): "ended \(event.firstSnippet)"
      case .suppressed(let event): "suppressed \(event.firstSnippet)"
      }
    }
    // The suppressed one does not prolong the wait: five seconds after the beginning there is an alarm again.
    #expect(kinds == ["began 0", "ended 0", "suppressed 2", "began 6", "ended 6"])
    #expect(detector.suppressedEvents == 1)
    #expect(
      EventDetector.events(in: Events.track([0.9, 0, 0.9, 0]), rules: rules).map(\.firstSnippet) == [0])
  }

  @Test func `delays the alarm of an event that outlasts it`() {
    var detector = EventDetector(rules: rules)
    let changes = Events.track([0.9, 0, 0.9, 0.9, 0.9, 0.9, 0]).map { detector.add($0) }
    #expect(changes.map(\.count) == [1, 1, 0, 0, 1, 1, 1])
    guard case .began(let event)? = changes[4].first else {
      Issue.record("\(changes)")
      return
    }
    #expect(event.firstSnippet == 2 && event.lastSnippet == 4 && detector.suppressedEvents == 0)
  }

  @Test func `keeps running while the source is lost`() {
    var detector = EventDetector(rules: rules)
    var changes = Events.track([0.9]).flatMap { detector.add($0) }
    changes += detector.finish()
    changes += Events.track([0.9], first: 2).flatMap { detector.add($0) }
    changes += detector.finish()
    changes += Events.track([0.9], first: 9).flatMap { detector.add($0) }
    guard changes.count == 4, case .suppressed = changes[2], case .began = changes[3] else {
      Issue.record("\(changes)")
      return
    }
  }

  @Test func `does not start at a split`() {
    var rules = rules
    rules.maximumLength = 2
    let events = EventDetector.events(in: Events.track([0.9, 0.9, 0.9, 0.9, 0.9]), rules: rules)
    #expect(events.map(\.part) == [0, 1, 2])
  }
}

@Suite struct `An event ledger` {
  private func ledger() -> EventLedger {
    let count = Counter()
    return EventLedger { UUID(uuidString: "00000000-0000-0000-0000-00000000000\(count.next())") ?? UUID() }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
      value.withLock {
        $0 += 1; return $0
      }
    }
  }

  @Test func `gives each event one identity and numbers its updates`() {
    var (detector, ledger) = (
      EventDetector(rules: EventRules(threshold: 0.7, hysteresis: 0, mergeGap: 0)), ledger()
    )
    var updates: [EventUpdate] = []
    for score in Events.track([0.8, 0.9, 0.7, 0, 0.9]) {
      updates += detector.add(score).map { ledger.note($0) }
    }
    updates += detector.finish().map { ledger.note($0) }
    #expect(updates.map(\.phase) == [.began, .changed, .changed, .ended, .began, .ended])
    #expect(updates.map(\.revision) == [0, 1, 2, 3, 0, 1])
    #expect(updates.map { $0.id.uuidString.suffix(1) } == ["1", "1", "1", "1", "2", "2"])
    #expect(updates.allSatisfy { $0.previousPart == nil })
    #expect(updates.map(\.event.peakScore) == [0.8, 0.9, 0.9, 0.9, 0.9, 0.9])
  }

  @Test func `links the parts of an event that was split`() {
    var (detector, ledger) = (
      EventDetector(rules: EventRules(threshold: 0.7, hysteresis: 0, mergeGap: 0, maximumLength: 1)), ledger()
    )
    var updates: [EventUpdate] = []
    for score in Events.track([0.8, 0.9, 0.7, 0, 0.9]) {
      updates += detector.add(score).map { ledger.note($0) }
    }
    let began = updates.filter { $0.phase == .began }
    #expect(began.map(\.event.part) == [0, 1, 2, 0])
    #expect(began.map(\.previousPart) == [nil, began[0].id, began[1].id, nil])
    #expect(Set(began.map(\.id)).count == 4)
  }
}

@Suite struct `An event on the wall clock` {
  private let date = Date(timeIntervalSinceReferenceDate: 800_000_000)

  private func score(_ index: Int, date: Date?) -> SnippetScore {
    SnippetScore(
      position: SnippetPosition(
        index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
        end: Double(index + 1), date: date), cropScores: [0.9])
  }

  @Test(arguments: [3600.0, -3600])
  func `keeps the stream's length when the clock is set meanwhile`(step: Double) throws {
    let scores = [score(3, date: date), score(4, date: date + 1 + step)]
    let event = try #require(EventDetector.events(in: scores, rules: EventRules()).first)
    #expect(event.dates == DateInterval(start: date, duration: 2))
    #expect(event.peakDate == date + 0.5)
  }

  @Test func `adds keys to its JSON only when split or dated`() throws {
    func keys(_ event: AnomalyEvent) throws -> Set<String> {
      let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(event))
      return Set((json as? [String: Any] ?? [:]).keys)
    }
    let usual: Set = [
      "firstSnippet", "lastSnippet", "start", "end", "peakScore", "peakSnippet", "peakTime",
    ]
    var event = try #require(
      EventDetector.events(in: [score(0, date: nil)], rules: EventRules()).first)
    #expect(try keys(event) == usual)
    #expect(try JSONDecoder().decode(AnomalyEvent.self, from: JSONEncoder().encode(event)) == event)
    (event.part, event.date) = (2, date)
    #expect(try keys(event) == usual.union(["part", "date"]))
    #expect(try JSONDecoder().decode(AnomalyEvent.self, from: JSONEncoder().encode(event)) == event)
    let rules = try JSONSerialization.jsonObject(with: JSONEncoder().encode(EventRules()))
    #expect((rules as? [String: Any])?.count == 4)
  }
}
