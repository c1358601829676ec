import Foundation
import Testing
import VigilCore
import VigilReport
import VigilTestSupport

/// Pages to look at, written into the folder that `VIGIL_SAMPLE_PAGES` names; pictures are taken from
/// `1.jpg`, `2.jpg`, … there.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["VIGIL_SAMPLE_PAGES"] != nil))
struct `Sample pages` {
  let folder = URL(filePath: ProcessInfo.processInfo.environment["VIGIL_SAMPLE_PAGES"] ?? ".")

  func write(_ name: String, _ report: DetectionReport, _ outcome: RunOutcome) throws {
    try Data(report.html(outcome).utf8).write(to: folder.appending(path: name + ".html"))
  }

  func events(_ scores: [SnippetScore], threshold: Float) -> [AnomalyEvent] {
    scores.split { $0.score < threshold }.filter { $0.count > 1 }.compactMap { run in
      guard let first = run.first, let last = run.last, let peak = run.max(by: { $0.score < $1.score }) else {
        return nil
      }
      return AnomalyEvent(
        firstSnippet: first.position.index, lastSnippet: last.position.index, start: first.position.start,
        end: last.position.end, peakScore: peak.score, peakSnippet: peak.position.index,
        peakTime: (peak.position.start + peak.position.end) / 2)
    }
  }

  @Test func `a short video with two events, offline and online`() throws {
    let scores = SampleRun.track(count: 150, bumps: [(40, 0.85, 7), (105, 0.6, 5), (128, 0.3, 4)])
    var report = DetectionReport(SampleRun.provenance(name: "videos/RoadAccidents002_x264.mp4", crops: 10))
    for score in scores { report.append(score) }
    for (index, event) in events(scores, threshold: 0.5).enumerated() {
      report.append(event, thumbnail: try? Data(contentsOf: folder.appending(path: "\(index + 1).jpg")))
    }
    try write("short", report, RunOutcome(frames: 2400, elapsed: 38, ending: .endOfSource))
    let online = SampleRun.track(
      count: 150, bumps: [(42, 0.8, 6), (107, 0.5, 5), (128, 0.36, 4)], name: "online")
    report.comparison = DetectionReport.Comparison(name: "online", curve: ScoreCurve(online))
    try write("compare", report, RunOutcome(frames: 2400, elapsed: 38, ending: .endOfSource))
  }

  @Test func `a camera over nine days`() throws {
    var report = DetectionReport(SampleRun.provenance(isTrained: false))
    let count = 1_200_000
    let noise = DeterministicValues.uniform("camera", count: count)
    var scores: [SnippetScore] = []
    for index in 0..<count {
      let day = 0.12 + 0.1 * sin(Double(index) / 135_000 * 2 * .pi)
      let isBusy = index / 500 % 379 == 53
      let value = Float(day) + 0.1 * noise[index] + (isBusy ? 0.65 + 0.2 * noise[index / 500] : 0)
      let start = Double(index) * 0.64 + (index >= 500_000 ? 40_000 : 0)
      let position = SnippetPosition(
        index: index, startFrame: index * 16, endFrame: index * 16 + 16, start: start, end: start + 0.64)
      let score = SnippetScore(position: position, cropScores: [min(max(value, 0), 1)])
      report.append(score)
      if isBusy { scores.append(score) }
    }
    report.append(SourceGap(start: 500_000 * 0.64, end: 500_000 * 0.64 + 40_000, reason: .connectionLost))
    for first in stride(from: 0, to: scores.count, by: 500) {
      for event in events(Array(scores[first..<first + 500]), threshold: 0.5).prefix(2) {
        report.append(event)
      }
    }
    try write(
      "camera", report,
      RunOutcome(frames: count * 16, droppedFrames: 81_234, elapsed: 808_000, ending: .interrupted))
  }

  @Test func `nothing found, and nothing scored`() throws {
    var report = DetectionReport(SampleRun.provenance(name: "Normal_Videos_006_x264.mp4"))
    try write("empty", report, RunOutcome(frames: 0, elapsed: 0, ending: .sourceLost))
    for score in SampleRun.track(count: 60, bumps: [(30, 0.2, 5)]) { report.append(score) }
    try write("quiet", report, RunOutcome(frames: 960, elapsed: 20, ending: .endOfSource))
  }

  @Test func `other charts`() throws {
    let steps = (0..<200).map { Double($0 * 75) }
    var loss = LineChart(
      "Loss", xAxis: ChartAxis("step"), yAxis: ChartAxis("loss"),
      series: [
        ChartSeries(
          "training", points: steps.map { .init(x: $0, y: 3 * exp(-$0 / 4000) + 0.4 + 0.1 * sin($0)) }),
        ChartSeries("validation", points: steps.map { .init(x: $0, y: 3 * exp(-$0 / 5000) + 0.6) }),
        ChartSeries("smoothness", points: steps.map { .init(x: $0, y: exp(-$0 / 9000)) }),
        ChartSeries("sparsity", points: steps.map { .init(x: $0, y: 2 - $0 / 15000) }),
      ])
    loss.markers = [ChartMarker(x: 12_000, y: 0.9, label: "best", detail: "best checkpoint")]
    try Data(loss.svg(isStandalone: true).utf8).write(to: folder.appending(path: "loss.svg"))
    let curve = (0...100).map { Double($0) / 100 }
    let roc = LineChart(
      "ROC", xAxis: ChartAxis("false positive rate", unit: .percent, bounds: 0...1),
      yAxis: ChartAxis("true positive rate", unit: .percent, bounds: 0...1),
      series: [
        ChartSeries("RTFM, AUC 0.84", points: curve.map { .init(x: $0, y: pow($0, 0.2)) }),
        ChartSeries("chance", points: [.init(x: 0, y: 0), .init(x: 1, y: 1)]),
      ])
    try Data(roc.svg(width: 480, height: 440, isStandalone: true).utf8).write(
      to: folder.appending(path: "roc.svg"))
  }
}
