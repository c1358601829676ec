import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilReport

@Suite struct `A page about an evaluation` {
  func evaluation(_ noise: Double = 1, name: String = "video") throws -> Evaluation {
    var random = SplitMix64(seed: 7)
    return try Evaluation(
      (0..<12).map { video in
        let scores = (0..<40).map { snippet in
          (video < 6 && snippet > 20 ? 0.7 : 0.2) + noise * (Double(random.index(below: 100)) / 100 - 0.5)
        }
        return try ScoreTrack(
          name: "\(name)\(video)", category: video < 6 ? "Fire" : nil, scores: scores,
          truth: GroundTruth(frames: 640, abnormal: video < 6 ? [340..<640] : []))
      }, bootstrap: Bootstrap(resamples: 50))
  }

  func report(_ name: String = "scores.npy", hostile: String = "video") throws -> EvaluationReport {
    let (own, other) = (try evaluation(name: hostile), try evaluation(2, name: hostile))
    return EvaluationReport(
      name: name, truth: "truth.npy", evaluation: own, notes: ["something was \(hostile)"],
      comparison: EvaluationReport.Comparison(
        name: "other \(hostile)", evaluation: other, improvement: try own.improvement(over: other)),
      vigil: "1")
  }

  @Test func `is well formed and needs nothing but itself`() throws {
    let xml = try #require(ParsedXML(report().html))
    for name in ["script", "link", "iframe", "object", "embed", "form", "image", "use", "base", "img"] {
      #expect(xml.elements(name).isEmpty)
    }
    let names = xml.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    #expect(xml.elements("svg").count == 2 * (3 + 8))
  }

  @Test func `shows hostile names as text`() throws {
    let hostile = "</h3><script>alert('x')</script><img src=x onerror=\"y\">&"
    let xml = try #require(ParsedXML(report(hostile, hostile: hostile).html))
    #expect(xml.elements("script").isEmpty && xml.elements("img").isEmpty)
    #expect(xml.text.contains("alert('x')"))
  }

  @Test func `says in JSON what it shows`() throws {
    let report = try report("a \"b\"")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    #expect(object["scores"] as? String == "a \"b\"")
    let area = try #require(object["frame_auc"] as? Double)
    #expect(abs(area - report.evaluation.rocAUC.value) < 1e-12)
    #expect((object["frame_auc_interval"] as? [Double])?.count == 2)
    #expect(object["videos"] as? Int == 12)
    #expect(object["frames"] as? Int == 7680)
    #expect((object["alarm_curve"] as? [[String: Any]])?.count == 99)
    #expect((object["video_results"] as? [[String: Any]])?.count == 12)
    #expect((object["categories"] as? [[String: Any]])?.first?["name"] as? String == "Fire")
    let other = try #require(object["compared_with"] as? [String: Any])
    let difference = try #require(other["frame_auc_difference"] as? Double)
    #expect(abs(difference - (report.comparison?.improvement.value ?? 0)) < 1e-12)
    #expect(!report.json.contains("\n"))
  }

  @Test func `is a table by class on the terminal, with the false alarm rate of papers`() throws {
    let report = try report()
    let lines = report.text
    let head = try #require(lines.firstIndex { $0.hasPrefix("class ") })
    #expect(lines[head].hasSuffix("AP with all normal videos"))
    let fire = lines[head + 1].split(separator: " ")
    #expect(fire.first == "Fire" && fire[1] == "6" && fire.count == 5)
    let category = try #require(report.evaluation.categories.first)
    #expect(Double(fire[4]).map { abs($0 - (category.averagePrecision ?? 0)) < 1e-4 } == true)
    #expect(lines.contains { $0.hasPrefix("false alarm rate") && $0.contains("at 0.5 or above") })
    // No class, no table.
    let plain = report.evaluation.tracks.map { track in
      var track = track
      track.category = nil
      return track
    }
    let bare = EvaluationReport(
      name: "n", truth: "t", evaluation: try Evaluation(plain, bootstrap: Bootstrap(resamples: 5)), vigil: "1"
    )
    #expect(!bare.text.contains { $0.hasPrefix("class ") })
  }

  @Test func `about whole videos shows hostile names as text, and each video`() throws {
    let hostile = "</td><script>x</script>&"
    let tracks = try evaluation(name: hostile).tracks
    let report = VideoEvaluationReport(
      name: hostile, truth: "t", evaluation: try VideoEvaluation(tracks, bootstrap: Bootstrap(resamples: 5)),
      notes: [hostile], vigil: "1")
    let xml = try #require(ParsedXML(report.html))
    #expect(xml.elements("script").isEmpty)
    #expect(xml.elements("tr").count == 2 + 13)
  }
}
