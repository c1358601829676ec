import VigilCore

extension TrainingReport {
  private typealias Term = KeyPath<TrainingRecord.Step, Double>

  /// How many points a line of a chart has room for.
  private static let points = 240

  /// The loss and its magnitude term.
  var lossChart: LineChart {
    LineChart(
      "Loss over steps", xAxis: axis, yAxis: ChartAxis(),
      series: [series("loss", \.total, spread: true), series("magnitude", \.magnitude)])
  }

  /// The cross-entropy on training segments and on held-out videos.
  var crossEntropyChart: LineChart {
    var lines = [series("classification, training segments", \.classification)]
    let held = points(\.crossEntropy)
    if !held.isEmpty { lines.append(ChartSeries("held-out videos", points: held)) }
    return LineChart("Cross-entropy over steps", xAxis: axis, yAxis: ChartAxis(), series: lines)
  }

  /// The small terms.
  var smallTermsChart: LineChart {
    LineChart(
      "Sparsity and smoothness over steps", xAxis: axis, yAxis: ChartAxis(),
      series: [series("sparsity", \.sparsity), series("smoothness", \.smoothness)])
  }

  /// The AUCs; nil if nothing was measured.
  var areaChart: LineChart? {
    let (held, test) = (points(\.videoAUC), points(\.testAUC))
    var lines: [ChartSeries] = []
    if !held.isEmpty { lines.append(ChartSeries("held-out videos, video level", points: held)) }
    if !test.isEmpty { lines.append(ChartSeries("test set, frame level", points: test)) }
    guard !lines.isEmpty else { return nil }
    var chart = LineChart("Area under the curve over steps", xAxis: axis, yAxis: ChartAxis(), series: lines)
    if let picked, let area = picked.videoAUC {
      chart.markers.append(
        ChartMarker(
          x: Double(picked.steps), y: area, label: "kept",
          detail: "the best on held-out videos: \(text(area))"))
    }
    if let bestOnTest, let area = bestOnTest.testAUC, bestOnTest.steps != picked?.steps {
      chart.markers.append(
        ChartMarker(
          x: Double(bestOnTest.steps), y: area, label: "best on the test set",
          detail: "not the one kept: \(text(area))"))
    }
    return chart
  }

  /// An AUC to four digits.
  func text(_ area: Double) -> String { NumberText.fixed(area, decimals: 4) }

  private var axis: ChartAxis {
    let last = max(curve.bins.last?.last ?? 1, validations.last?.steps ?? 1, 1)
    return ChartAxis("step", bounds: 0...Double(last))
  }

  private func series(_ name: String, _ term: Term, spread: Bool = false) -> ChartSeries {
    ChartSeries(
      name,
      points: curve.condensed(to: Self.points).map { bin in
        let mean = bin.mean(term)
        let middle = Double(bin.first + bin.last) / 2
        return ChartSeries.Point(
          start: middle, end: middle, y: mean, low: spread ? bin.lowest : mean,
          high: spread ? bin.highest : mean)
      })
  }

  private func points(_ measure: KeyPath<TrainingRecord.Validation, Double?>) -> [ChartSeries.Point] {
    validations.compactMap { found in
      found[keyPath: measure].map { ChartSeries.Point(x: Double(found.steps), y: $0) }
    }
  }
}
