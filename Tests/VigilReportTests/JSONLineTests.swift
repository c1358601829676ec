import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilReport

@Suite struct `A JSON line` {
  @Test func `of a snippet has its type first and the shortest numbers`() {
    let position = SnippetPosition(index: 3, startFrame: 48, endFrame: 60, start: 1.92, end: 2.4)
    let line = JSONLine.snippet(SnippetScore(position: position, cropScores: [0.1, 0.3]))
    #expect(
      line == """
        {"type":"snippet","snippet":3,"start_frame":48,"end_frame":60,"start":1.92,"end":2.4,\
        "score":0.2,"crop_scores":[0.1,0.3]}
        """)
  }

  @Test func `of an event and of a gap`() {
    #expect(
      JSONLine.event(SampleRun.events[0]) == """
        {"type":"event","first_snippet":1,"last_snippet":2,"start":0.64,"end":1.92,\
        "peak_score":0.875,"peak_snippet":2,"peak_time":1.6}
        """)
    #expect(
      JSONLine.gap(SampleRun.gaps[0])
        == #"{"type":"gap","start":2.56,"end":7.5,"reason":"connectionLost"}"#)
  }

  @Test func `of a gap that stands for several says how many`() {
    let joined = SampleRun.gaps[0].joined(with: SampleRun.gaps[1])
    #expect(
      JSONLine.gap(joined.joined(with: joined))
        == #"{"type":"gap","start":2.56,"end":9.5,"reason":"silence","interruptions":4}"#)
  }

  @Test func `of the beginning of an event has a type of its own`() {
    let update = EventUpdate(id: UUID(), revision: 0, phase: .began, event: SampleRun.events[0])
    #expect(
      JSONLine.eventBegan(update) == """
        {"type":"event-began","first_snippet":1,"last_snippet":2,"start":0.64,"end":1.92,\
        "peak_score":0.875,"peak_snippet":2,"peak_time":1.6,"revision":0,"phase":"began"}
        """)
  }

  @Test func `of the end counts what was dropped`() {
    #expect(
      JSONLine.end(SampleRun.outcome) == """
        {"type":"end","frames":64,"dropped":3,"elapsed":2.0,"frames_per_second":32.0,\
        "steady_frames_per_second":null,"seconds_to_first_score":null,"peak_rss_mib":null,"ending":"end_of_source"}
        """)
  }

  @Test func `of the start holds the provenance, without secrets, on one line`() throws {
    struct Start: Decodable {
      var type: String
      var provenance: Provenance
    }
    let provenance = SampleRun.provenance()
    let line = JSONLine.start(provenance)
    #expect(!line.contains("hunter2") && !line.contains("\n"))
    let start = try JSONDecoder().decode(Start.self, from: Data(line.utf8))
    #expect(start.type == "start")
    #expect(start.provenance == provenance)
    #expect(start.provenance.date == "2026-03-01T12:00:00Z")
  }

  @Test func `writes numbers that JSON cannot hold as null`() throws {
    let score = SnippetScore(
      position: SnippetPosition(index: 0, startFrame: 0, endFrame: 16, start: 0, end: .infinity),
      cropScores: [.nan])
    let object = try JSONSerialization.jsonObject(with: Data(JSONLine.snippet(score).utf8)) as? [String: Any]
    #expect(object?["score"] is NSNull)
    #expect(object?["end"] is NSNull)
  }

  /// Numbers from tiny to near 1, as a sigmoid gives them.
  @Test func `writes numbers that read back as the same numbers`() throws {
    let values = DeterministicValues.uniform("round trip", count: 500).map { exp($0 * 20) }
    for value in values {
      let position = SnippetPosition(
        index: 0, startFrame: 0, endFrame: 16, start: Double(value) / 3, end: Double(value))
      let line = JSONLine.snippet(SnippetScore(position: position, cropScores: [value]))
      struct Row: Decodable {
        var start: Double
        var score: Float
      }
      let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
      #expect(row.score == value)
      #expect(row.start == position.start)
    }
  }

  @Test func `tells at the end what was wrong with the source`() throws {
    var outcome = SampleRun.outcome
    var faults = SourceFaults()
    (faults.isTruncated, faults.undecodable, faults.damagedPlaces, faults.correctedStamps) = (true, 2, 1, 3)
    outcome.faults = faults
    #expect(
      JSONLine.end(outcome).hasSuffix(
        #""faults":{"truncated":true,"undecodable":2,"damaged_places":1,"corrected_stamps":3}}"#))
  }
}
