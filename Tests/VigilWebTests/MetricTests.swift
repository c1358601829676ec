import Foundation
import Testing
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `Metrics` {
  @Test func `are written in Prometheus' words`() {
    let text = PrometheusText.text([
      MetricFamily(
        "vigil_snippets_total", .counter, help: "Snippets\nscored.",
        [
          .init(3, ["camera": "gate"]), .init(1.5, ["camera": "a\"\\\n\u{1b}b"]),
          .init(9, ["camera": "gate"]),
        ]),
      MetricFamily("vigil_score", .gauge, help: "A score.", [.init(.nan), .init(-.infinity, ["a": "1"])]),
      MetricFamily("1bad name", .gauge, help: "", [.init(1)]),
      MetricFamily("vigil_none", .gauge, help: "", []),
      MetricFamily("vigil_score", .gauge, help: "A score.", [.init(2, ["a": "2"])]),
    ])
    #expect(
      text == #"""
        # HELP vigil_snippets_total Snippets\nscored.
        # TYPE vigil_snippets_total counter
        vigil_snippets_total{camera="gate"} 3
        vigil_snippets_total{camera="a\"\\\n b"} 1.5
        # HELP vigil_score A score.
        # TYPE vigil_score gauge
        vigil_score NaN
        vigil_score{a="1"} -Inf
        vigil_score{a="2"} 2

        """#)
  }

  @Test func `are what the station and its web server count`() async throws {
    let station = try await RunningStation()
    station.watched.set([MetricFamily("vigil_cameras", .gauge, help: "Cameras.", [.init(2)])])
    _ = try station.nobody.get("/nothing")
    let answer = try station.nobody.get("/metrics")
    #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(
      answer.text.contains("vigil_cameras 2\n")
        && answer.text.contains("vigil_http_responses_total{class=\"4xx\"} 1\n"))
  }

  @Test(
    .enabled(if: CommandLineTool.path(of: "promtool") != nil, "it comes with Debian's package prometheus"))
  func `please promtool`() async throws {
    let station = try await RunningStation()
    let text = try station.nobody.get("/metrics").text
    try CommandLineTool.run("sh", ["-c", #"printf '%s' "$1" | promtool check metrics"#, "sh", text])
  }
}
