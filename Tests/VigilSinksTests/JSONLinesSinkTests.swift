import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilSinks

@Suite struct `Sinks of JSON lines` {
  struct Full: Error {}
  private final class Lines { var all: [String] = [] }

  @Test func `tell of a live source with dates, and of its loss at once`() async throws {
    let lines = Lines()
    var updates = Updates()
    let sink = try JSONLinesSink(Updates.provenance) { lines.all.append($0) }
    #expect(lines.all.count == 1)
    try await sink.take(updates.snippet(0, 0.75))
    let id = try #require(UUID(uuidString: "00000000-0000-0000-0000-000000000007"))
    try await sink.take(updates.event(.began, from: 0, to: 0, id: id))
    try await sink.take(updates.event(.changed, from: 0, to: 0, id: id, revision: 1))
    try await sink.take(updates.event(.ended, from: 0, to: 0, id: id, revision: 2))
    try await sink.take(updates.lost(at: 1))
    try await sink.take(updates.gap(from: 1, to: 61))
    try await sink.finish(RunOutcome(frames: 16, elapsed: 2, ending: .interrupted))
    #expect(
      Array(lines.all.dropFirst().dropLast()) == [
        #"{"type":"snippet","snippet":0,"start_frame":0,"end_frame":16,"start":0.0,"end":1.0,"score":0.75,"#
          + #""crop_scores":[0.75],"date":"2026-11-28T06:15:00.000Z"}"#,
        #"{"type":"event-began","first_snippet":0,"last_snippet":0,"start":0.0,"end":1.0,"peak_score":0.75,"#
          + #""peak_snippet":0,"peak_time":0.5,"date":"2026-11-28T06:15:00.000Z","#
          + #""end_date":"2026-11-28T06:15:01.000Z","peak_date":"2026-11-28T06:15:00.500Z","#
          + #""id":"00000000-0000-0000-0000-000000000007","revision":0,"phase":"began"}"#,
        #"{"type":"event","first_snippet":0,"last_snippet":0,"start":0.0,"end":1.0,"peak_score":0.75,"#
          + #""peak_snippet":0,"peak_time":0.5,"date":"2026-11-28T06:15:00.000Z","#
          + #""end_date":"2026-11-28T06:15:01.000Z","peak_date":"2026-11-28T06:15:00.500Z","#
          + #""id":"00000000-0000-0000-0000-000000000007"}"#,
        #"{"type":"lost","start":1.0,"reason":"silence","message":"camera is silent","#
          + #""date":"2026-11-28T06:15:01.000Z"}"#,
        #"{"type":"gap","start":1.0,"end":61.0,"reason":"silence","#
          + #""start_date":"2026-11-28T06:15:01.000Z","end_date":"2026-11-28T06:16:01.000Z"}"#,
      ])
    #expect(lines.all.last?.hasPrefix(#"{"type":"end","frames":16"#) == true)
  }

  @Test func `tell of both parts of an event that was split`() async throws {
    let lines = Lines()
    let updates = Updates()
    let sink = try JSONLinesSink(Updates.provenance) { lines.all.append($0) }
    let (first, second) = (UUID(), UUID())
    try await sink.take(updates.event(.began, from: 0, to: 0, id: first))
    try await sink.take(updates.event(.ended, from: 0, to: 599, id: first, revision: 600))
    for phase in [EventUpdate.Phase.began, .ended] {
      try await sink.take(updates.event(phase, from: 600, to: 600, id: second, part: 1, previousPart: first))
    }
    let types = lines.all.dropFirst().compactMap { $0.split(separator: "\"").dropFirst(3).first }
    #expect(types == ["event-began", "event", "event-began", "event"])
    for line in lines.all.suffix(2) {
      #expect(line.contains(#""id":"\#(second.uuidString)","part":1,"previous_part":"\#(first.uuidString)""#))
    }
    #expect(!lines.all[1].contains("part") && !lines.all[2].contains("part"))
  }

  @Test func `tell of the beginning of an event only while it is known as it happens`() async throws {
    for mode in DetectionMode.allCases {
      let lines = Lines()
      let updates = Updates(isLive: false)
      let sink = try JSONLinesSink(Updates.provenance(mode)) { lines.all.append($0) }
      for phase in [EventUpdate.Phase.began, .changed, .ended, .suppressed] {
        try await sink.take(updates.event(phase, from: 0, to: 0))
      }
      #expect(lines.all.count { $0.hasPrefix(#"{"type":"event","#) } == 1)
      #expect(lines.all.count { $0.hasPrefix(#"{"type":"event-began","#) } == (mode == .online ? 1 : 0))
      #expect(lines.all.count == (mode == .online ? 3 : 2))
    }
  }

  @Test func `tell of a recording without dates and identities`() async throws {
    let lines = Lines()
    var updates = Updates(isLive: false)
    let sink = try JSONLinesSink(Updates.provenance) { lines.all.append($0) }
    try await sink.take(updates.snippet(0, 0.75))
    try await sink.take(updates.event(.ended, from: 0, to: 0))
    #expect(lines.all.count == 3)
    #expect(lines.all.dropFirst().allSatisfy { !$0.contains("date") && !$0.contains(#""id""#) })
  }

  @Test func `pass on that nobody takes their lines`() async throws {
    #expect(throws: Full.self) { try JSONLinesSink(Updates.provenance) { _ in throw Full() } }
    let lines = Lines()
    var updates = Updates()
    let sink = try JSONLinesSink(Updates.provenance) { line in
      if !lines.all.isEmpty { throw Full() }
      lines.all.append(line)
    }
    let scored = updates.snippet(0, 0.75)[1]
    await #expect(throws: Full.self) { try await sink.take(scored) }
  }
}
