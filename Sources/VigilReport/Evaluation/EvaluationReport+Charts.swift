import VigilCore
import VigilEvaluation

extension EvaluationReport {
  /// The receiver operating characteristic.
  var rocChart: LineChart {
    LineChart(
      "Receiver operating characteristic",
      xAxis: ChartAxis("false positive rate", unit: .percent, bounds: 0...1),
      yAxis: ChartAxis("recall", unit: .percent, bounds: 0...1),
      series: series { evaluation in
        [ChartSeries.Point(x: 0, y: 0)]
          + evaluation.operatingPoints.map { .init(x: $0.falsePositiveRate, y: $0.truePositiveRate) }
      })
  }

  /// Precision against recall.
  var precisionChart: LineChart {
    LineChart(
      "Precision against recall", xAxis: ChartAxis("recall", unit: .percent, bounds: 0...1),
      yAxis: ChartAxis("precision", unit: .percent, bounds: 0...1),
      series: series { evaluation in
        evaluation.operatingPoints.map { .init(x: $0.truePositiveRate, y: $0.precision) }
      })
  }

  /// False alarms against anomalies found, over all thresholds.
  var alarmChart: LineChart {
    var chart = LineChart(
      "False alarms against anomalies found",
      xAxis: ChartAxis("false alarms per camera-hour"),
      yAxis: ChartAxis("anomalies found", unit: .percent, bounds: 0...1),
      series: series { Self.alarmPoints($0.alarmCurve) })
    let alarms = evaluation.alarms
    if let rate = alarms.falseAlarmsPerHour, let recall = alarms.recall {
      chart.markers = [
        ChartMarker(
          x: rate, y: recall, label: threshold,
          detail: "threshold \(threshold): \(percent(recall)) found, "
            + "\(NumberText.fixed(rate, decimals: 2)) false alarms per camera-hour")
      ]
    }
    return chart
  }

  /// The scores of one video over its annotation, with online ones if there are any.
  func trackChart(_ place: Int) -> LineChart {
    let track = evaluation.tracks[place]
    var chart = LineChart(
      "Scores of \(track.name)", xAxis: ChartAxis(unit: .time, bounds: 0...max(track.seconds, 0.001)),
      yAxis: ChartAxis(bounds: 0...1),
      series: [Self.scores(of: track, online == nil ? "score" : "offline")])
    if let online { chart.series.append(Self.scores(of: online.evaluation.tracks[place], "online")) }
    chart.thresholds = [
      ChartThreshold(Double(evaluation.alarms.rules.threshold), label: "threshold \(threshold)")
    ]
    chart.eventWord = "annotated as abnormal"
    chart.bands = track.truth.abnormal.map { frames in
      let (start, end) = (
        Double(frames.lowerBound) / track.frameRate, Double(frames.upperBound) / track.frameRate
      )
      return ChartBand(
        start...end, kind: .event,
        detail: "annotated as abnormal from \(TimeText.clock(start)) to \(TimeText.clock(end))")
    }
    return chart
  }

  private static func scores(of track: ScoreTrack, _ name: String) -> ChartSeries {
    let points = ScoreCurve(track.snippetScores).condensed(to: 400).map {
      ChartSeries.Point(
        start: $0.start, end: $0.end, y: $0.mean ?? .nan, low: Double($0.minimum), high: Double($0.maximum))
    }
    return ChartSeries(name, points: points, form: .steps)
  }

  private func series(_ points: (Evaluation) -> [ChartSeries.Point]) -> [ChartSeries] {
    var series = [ChartSeries(name, points: points(evaluation))]
    if let online { series.append(ChartSeries("\(name), online", points: points(online.evaluation))) }
    if let comparison { series.append(ChartSeries(comparison.name, points: points(comparison.evaluation))) }
    return series
  }

  /// The best recall at each false-alarm rate: thresholds that are worse in both are left out.
  private static func alarmPoints(_ curve: [AlarmRates]) -> [ChartSeries.Point] {
    let rates = curve.compactMap { alarms in
      alarms.falseAlarmsPerHour.flatMap { rate in alarms.recall.map { (rate: rate, recall: $0) } }
    }
    var best = -1.0
    return rates.sorted { ($0.rate, -$0.recall) < ($1.rate, -$1.recall) }.compactMap { point in
      guard point.recall > best else { return nil }
      best = point.recall
      return ChartSeries.Point(x: point.rate, y: point.recall)
    }
  }
}
