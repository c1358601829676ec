import Foundation
import Testing
import VigilCore
import VigilReport
import VigilTestSupport

@Suite struct `The JSON of a result` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func object(_ name: String) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: folder.url.appending(path: name))) as? [String: Any]
    )
  }

  func writeScores(_ name: String, gapsFirst: Bool = false) throws {
    var writer = try ScoresJSONWriter(folder.url.appending(path: name), provenance: SampleRun.provenance())
    if gapsFirst { for gap in SampleRun.gaps { try writer.append(gap) } }
    for score in SampleRun.scores([0.25, 0.75, 0.5]) { try writer.append(score) }
    if !gapsFirst { for gap in SampleRun.gaps { try writer.append(gap) } }
    try writer.finish(SampleRun.outcome)
  }

  @Test func `has scores one per line, then gaps, then a summary`() throws {
    try writeScores("scores.json")
    let text = try folder.text("scores.json")
    let provenance = JSONLine.start(SampleRun.provenance()).dropFirst(#"{"type":"start","provenance":"#.count)
      .dropLast()
    #expect(
      text == """
        {"format":"vigil-scores-1",
        "provenance":\(provenance),
        "snippets":[
        {"snippet":0,"start_frame":0,"end_frame":16,"start":0.0,"end":0.64,"score":0.25,"crop_scores":[0.1875,0.3125]},
        {"snippet":1,"start_frame":16,"end_frame":32,"start":0.64,"end":1.28,"score":0.75,"crop_scores":[0.6875,0.8125]},
        {"snippet":2,"start_frame":32,"end_frame":48,"start":1.28,"end":1.92,"score":0.5,"crop_scores":[0.4375,0.5625]}
        ],
        "gaps":[
        {"start":2.56,"end":7.5,"reason":"connectionLost"},
        {"start":9.0,"end":9.5,"reason":"silence"}
        ],
        "summary":{"snippets":3,"frames":64,"dropped":3,"elapsed":2.0,"frames_per_second":32.0,\
        "steady_frames_per_second":null,"seconds_to_first_score":null,"peak_rss_mib":null,"ending":"end_of_source","gaps":2,"gap_seconds":5.4399999999999995,"mean_score":0.5,"peak_score":0.75,\
        "peak_snippet":1}}

        """)
    #expect(try folder.names() == ["scores.json"])
  }

  @Test func `is the same whenever the gaps come`() throws {
    try writeScores("a.json")
    try writeScores("b.json", gapsFirst: true)
    #expect(try folder.text("a.json") == folder.text("b.json"))
  }

  @Test func `has every event with the rules that made it`() throws {
    var writer = try EventsJSONWriter(
      folder.url.appending(path: "events.json"), provenance: SampleRun.provenance())
    try writer.append(SampleRun.gaps[0])
    for event in SampleRun.events + SampleRun.events { try writer.append(event) }
    try writer.finish()
    let text = try folder.text("events.json")
    let rules = #""threshold":0.5,\n"hysteresis":0.1,\n"minimum_snippets":1,\n"merge_gap_snippets":2,"#
    #expect(text.contains(rules.replacing("\\n", with: "\n")))
    let object = try object("events.json")
    #expect(object["format"] as? String == "vigil-events-1")
    #expect((object["gaps"] as? [[String: Any]])?.map { $0["end"] as? Double } == [7.5])
    let read = try #require(object["events"] as? [[String: Any]])
    #expect(read.count == 2 && read.allSatisfy { $0.count == 7 })
    #expect(read[0]["first_snippet"] as? Int == 1)
    #expect(read[0]["last_snippet"] as? Int == 2)
    #expect(read[0]["start"] as? Double == 0.64)
    #expect(read[0]["end"] as? Double == 1.92)
    #expect(read[0]["peak_score"] as? Double == 0.875)
    #expect(read[0]["peak_snippet"] as? Int == 2)
    #expect(read[0]["peak_time"] as? Double == 1.6)
  }

  @Test(arguments: [0, 1, 2, 300], [0, 1, 2, 2000])
  func `parses with any number of scores and gaps`(scores: Int, gaps: Int) throws {
    var writer = try ScoresJSONWriter(
      folder.url.appending(path: "scores.json"), provenance: SampleRun.provenance())
    for score in SampleRun.scores(DeterministicValues.uniform("any", count: scores)) {
      try writer.append(score)
    }
    for index in 0..<gaps {
      try writer.append(SourceGap(start: Double(index), end: Double(index) + 0.5, reason: .silence))
    }
    try writer.finish(SampleRun.outcome)
    let object = try object("scores.json")
    #expect((object["snippets"] as? [Any])?.count == scores)
    #expect((object["gaps"] as? [Any])?.count == gaps)
    let summary = try #require(object["summary"] as? [String: Any])
    #expect(summary["snippets"] as? Int == scores)
    #expect(summary["gaps"] as? Int == gaps)
    #expect((summary["peak_score"] is NSNull) == (scores == 0))
    #expect(try folder.names() == ["scores.json"])
  }

  @Test func `of a run that died is mended by two brackets`() throws {
    do {
      var writer = try ScoresJSONWriter(
        folder.url.appending(path: "scores.json"), provenance: SampleRun.provenance())
      for score in SampleRun.scores([0.25, 0.75]) { try writer.append(score) }
      try writer.append(SampleRun.gaps[0])
    }
    #expect(try folder.names() == ["scores.json.gaps.partial", "scores.json.partial"])
    let mended = try folder.text("scores.json.partial") + "]}"
    let object = try JSONSerialization.jsonObject(with: Data(mended.utf8)) as? [String: Any]
    #expect((object?["snippets"] as? [Any])?.count == 2)
    // The next run is not confused by what the first one left, and takes it away.
    let next = try ScoresJSONWriter(
      folder.url.appending(path: "scores.json"), provenance: SampleRun.provenance())
    #expect(try folder.names().count { $0.hasSuffix(".interrupted") } == 2)
    try next.finish(SampleRun.outcome)
    #expect((try self.object("scores.json")["gaps"] as? [Any])?.isEmpty == true)
    #expect(try folder.names() == ["scores.json"])
  }

  @Test func `keeps odd characters of names`() throws {
    let name = "a\"b\\c\n\u{1}/ü😀\u{7F}.mp4"
    let writer = try ScoresJSONWriter(
      folder.url.appending(path: "scores.json"), provenance: SampleRun.provenance(name: name))
    try writer.finish(SampleRun.outcome)
    let provenance = try object("scores.json")["provenance"] as? [String: Any]
    #expect((provenance?["source"] as? [String: Any])?["name"] as? String == name)
  }
}
