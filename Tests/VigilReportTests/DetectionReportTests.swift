import Foundation
import Testing
import VigilCore
import VigilReport

@Suite struct `A report page` {
  static let jpeg = Data([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3])

  func report(
    _ provenance: Provenance = SampleRun.provenance(), values: [Float] = [0.25, 0.5, 0.875, 0.1],
    events: [AnomalyEvent] = SampleRun.events, thumbnail: Data? = jpeg
  ) -> DetectionReport {
    var report = DetectionReport(provenance)
    for score in SampleRun.scores(values) { report.append(score) }
    for event in events { report.append(event, thumbnail: thumbnail) }
    return report
  }

  func parsed(_ report: DetectionReport, _ outcome: RunOutcome = SampleRun.outcome) throws -> ParsedXML {
    try #require(ParsedXML(report.html(outcome)))
  }

  @Test func `is well formed and needs nothing but itself`() throws {
    var report = report()
    for gap in SampleRun.gaps { report.append(gap) }
    report.comparison = DetectionReport.Comparison(
      name: "online", curve: ScoreCurve(SampleRun.scores([0.2, 0.4, 0.6])))
    let xml = try parsed(report)
    for name in ["script", "link", "iframe", "object", "embed", "form", "image", "use", "base"] {
      #expect(xml.elements(name).isEmpty)
    }
    for (name, attributes) in xml.elements {
      for (attribute, value) in attributes {
        #expect(!attribute.hasPrefix("on") && attribute != "style")
        if attribute == "src" { #expect(value.hasPrefix("data:image/jpeg;base64,")) }
        if attribute == "href" { #expect(value.hasPrefix("#"), "\(name)") }
      }
    }
    let style = try #require(report.html(SampleRun.outcome).firstMatch(of: /<style>((?s:.*?))<\/style>/)?.1)
    #expect(!style.contains("url(") && !style.contains("@import"))
    // No two elements may have the same name, and every link leads somewhere.
    let names = xml.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    for link in xml.elements("a") { #expect(names.contains(String((link["href"] ?? "").dropFirst()))) }
  }

  @Test func `allows its own style sheet only`() throws {
    let html = report().html(SampleRun.outcome)
    let style = try #require(html.firstMatch(of: /<style>((?s:.*?))<\/style>/)?.1)
    let policy = try #require(
      try parsed(report()).elements("meta").first { $0["http-equiv"] == "Content-Security-Policy" }?[
        "content"])
    #expect(policy.hasPrefix("default-src 'none'; "))
    #expect(!policy.contains("unsafe"))
    #expect(policy.contains("style-src 'sha256-\(ContentHash.base64(String(style)))';"))
  }

  @Test func `shows hostile names as text`() throws {
    let hostile = "</title><script>alert('x')</script><img src=x onerror=\"y\">&\u{202E}"
    var provenance = SampleRun.provenance(name: hostile)
    provenance.machine = hostile
    provenance.engine = EngineDescription(name: hostile, version: hostile)
    provenance.preprocessing.name = hostile
    provenance.networks[0].weights = hostile
    provenance.vigil = hostile
    provenance.date = hostile
    let xml = try parsed(report(provenance))
    #expect(xml.elements("script").isEmpty)
    #expect(xml.elements("img").count == 1)
    #expect(xml.text.contains(hostile))
  }

  @Test func `never shows a password`() {
    #expect(!report().html(SampleRun.outcome).contains("hunter2"))
  }

  @Test func `has a row, a band and a picture per event`() throws {
    let xml = try parsed(report())
    #expect(xml.elements("img").count == 1)
    #expect(xml.elements("img")[0]["src"] == "data:image/jpeg;base64,\(Self.jpeg.base64EncodedString())")
    #expect(xml.elements("tr").contains { $0["id"] == "event-1" })
    #expect(xml.elements("a").filter { $0["href"] == "#event-1" }.count == 2)  // wide and narrow
    for words in ["1 event", "0:00.6", "0:01.9", "1.3 s", "0.88", "threshold 0.5", "at 0:01.6"] {
      #expect(xml.text.contains(words), "\(words)")
    }
  }

  @Test(arguments: [
    Data("<svg/>".utf8), Data(), Data([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 200_000)),
  ])
  func `leaves out invalid or oversized pictures`(bytes: Data) throws {
    let xml = try parsed(report(thumbnail: bytes))
    #expect(xml.elements("img").isEmpty)
    #expect(xml.elements("tr").contains { $0["id"] == "event-1" })
  }

  @Test func `says plainly when nothing was found, and when nothing was scored`() throws {
    let quiet = try parsed(report(values: [0.1, 0.2], events: []))
    #expect(
      quiet.text.contains("Nothing abnormal was found in 1.3 s. The highest score is 0.20 at 0:01, below"))
    #expect(quiet.text.contains("No events: no stretch of the video scored 0.5 or more for long enough."))
    let empty = try parsed(report(values: [], events: []))
    #expect(empty.text.contains("Nothing was scored"))
    #expect(empty.elements("svg").isEmpty)
  }

  @Test func `warns of untrained weights, of interruptions and of lost sources`() throws {
    let warning = "These scores mean nothing yet."
    #expect(try parsed(report(SampleRun.provenance(isTrained: false))).text.contains(warning))
    #expect(try parsed(report()).elements(class: "warning").isEmpty)
    // It does not promise what untrained weights cannot know.
    let quiet = report(SampleRun.provenance(isTrained: false), values: [0.1], events: [])
    #expect(try !parsed(quiet).text.contains("Nothing abnormal"))
    for ending in [RunOutcome.Ending.interrupted, .failed] {
      let outcome = RunOutcome(frames: 1, elapsed: 1, ending: ending)
      #expect(try parsed(report(), outcome).elements(class: "warning").count == 1)
    }
  }

  @Test func `of a camera does not call its end an interruption, unless it was one`() throws {
    var report = report()
    report.isLive = true
    for (ending, warnings) in [(RunOutcome.Ending.interrupted, 0), (.failed, 1)] {
      let outcome = RunOutcome(frames: 1, elapsed: 1, ending: ending)
      #expect(try parsed(report, outcome).elements(class: "warning").count == warnings)
    }
  }

  @Test func `draws no line where there were no frames`() throws {
    var report = DetectionReport(SampleRun.provenance())
    func append(_ range: Range<Int>, shift: Double) {
      for index in range {
        let start = Double(index) * 0.64 + shift
        let position = SnippetPosition(
          index: index, startFrame: index * 16, endFrame: index * 16 + 16, start: start, end: start + 0.64)
        report.append(SnippetScore(position: position, cropScores: [0.5, 0.5]))
      }
    }
    // Many snippets, so that a bin holds several and one of them reaches across the gap.
    append(0..<3001, shift: 0)
    report.append(SourceGap(start: 3001 * 0.64, end: 3001 * 0.64 + 600, reason: .silence))
    append(3001..<6000, shift: 600)
    #expect(report.curve.bins.contains { $0.start < 1921 && $0.end > 2520 })
    let runs = report.chart().series[0].runs
    #expect(runs.count == 2)
    for point in runs.joined() { #expect(point.end <= 1920.65 || point.start >= 2520.63) }
  }

  @Test func `keeps the events that matter most when there are too many`() throws {
    let count = DetectionReport.mostEvents + 50
    let events = (0..<count).map { index -> AnomalyEvent in
      let start = Double(index)
      let score = Float(index * 7919 % count) / Float(count)
      return AnomalyEvent(
        firstSnippet: index, lastSnippet: index, start: start, end: start + 0.5, peakScore: score,
        peakSnippet: index, peakTime: start + 0.25)
    }
    let xml = try parsed(report(values: [Float](repeating: 0.5, count: 600), events: events))
    let rows = xml.elements("tr").compactMap { $0["id"] }
    #expect(rows.count == DetectionReport.mostEvents)
    let kept = events.indices.filter { events[$0].peakScore >= 50 / Float(count) }.map { "event-\($0 + 1)" }
    #expect(rows == kept)
    #expect(xml.text.contains("\(count) events in"))
    #expect(xml.text.contains("50 more are in events.json."))
  }

  @Test func `has the offline and the online curve side by side`() throws {
    var report = report()
    report.comparison = DetectionReport.Comparison(
      name: "online", curve: ScoreCurve(SampleRun.scores([0.2, 0.4, 0.6, 0.1])))
    let chart = report.chart()
    #expect(chart.series.map(\.name) == ["offline", "online"])
    #expect(
      chart.readouts.map(\.text).last == "0:01.9 · offline 0.10, online 0.10".replacing(",", with: " ·"))
  }
}

@Suite struct `A content hash` {
  /// From FIPS 180-4 and its examples; the last length makes a second block of padding.
  @Test(arguments: [
    ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
    ),
  ])
  func `is SHA-256`(text: String, hash: String) {
    #expect(ContentHash.base64(text) == hash)
  }
}
