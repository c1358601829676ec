import VigilCore

extension DetectionReport {
  /// The scores over time with the threshold, the events and the gaps.
  ///
  /// - Parameter bins: how many points the picture has room for.
  public func chart(bins: Int = 800) -> LineChart {
    let threshold = Double(provenance.rules.threshold)
    let main = curve.condensed(to: bins)
    var series = [
      ChartSeries(
        comparison == nil ? "score" : provenance.detection.mode.rawValue, runs: runs(main), form: .steps,
        alarmAbove: threshold, isFilled: true)
    ]
    if let comparison {
      series.append(
        ChartSeries(comparison.name, runs: runs(comparison.curve.condensed(to: bins)), form: .steps))
    }
    var chart = LineChart(
      "Scores of \(provenance.source.name) over time: \(headline)",
      xAxis: ChartAxis(unit: .time, bounds: end > 0 ? 0...end : nil),
      yAxis: ChartAxis(bounds: 0...1), series: series)
    chart.thresholds = [
      ChartThreshold(threshold, label: "threshold \(NumberText.trimmed(threshold, decimals: 3))")
    ]
    chart.bands = gaps.elements.filter { $0.end >= $0.start }.map { gap in
      ChartBand(
        gap.start...gap.end, kind: .gap,
        detail:
          "no frames for \(TimeText.length(gap.end - gap.start)) at \(TimeText.clock(gap.start)): \(gap.reason.words)"
      )
    }
    for occurrence in events.elements where occurrence.event.end >= occurrence.event.start {
      let event = occurrence.event
      chart.bands.append(
        ChartBand(
          event.start...event.end, kind: .event, label: "\(occurrence.number)",
          detail:
            "event \(occurrence.number): \(TimeText.clock(event.start)) to \(TimeText.clock(event.end))",
          target: "event-\(occurrence.number)"))
      let peak = NumberText.fixed(Double(event.peakScore), decimals: 2)
      chart.markers.append(
        ChartMarker(
          x: event.peakTime, y: Double(event.peakScore), label: peak,
          detail:
            "event \(occurrence.number): highest score \(peak) at \(TimeText.clock(event.peakTime, decimals: 1))"
        ))
    }
    chart.readouts = curve.condensed(to: min(bins, 200)).compactMap { bin in
      guard let mean = bin.mean, bin.end >= bin.start else { return nil }
      var text = "\(TimeText.clock(bin.start, decimals: end < 120 ? 1 : 0))  ·  "
      let (low, high) = (score(Double(bin.minimum)), score(Double(bin.maximum)))
      text += low == high ? "score \(high)" : "score \(score(mean)), highest \(high)"
      return ChartReadout(bin.start...bin.end, y: mean, text: text)
    }
    return chart
  }

  /// Bins as points, in runs between the gaps.
  private func runs(_ bins: [ScoreCurve.Bin]) -> [[ChartSeries.Point]] {
    var runs: [[ChartSeries.Point]] = [[]]
    var gaps = self.gaps.elements[...]
    for bin in bins {
      while let gap = gaps.first, gap.start < bin.start {
        if gap.end <= bin.start + 1e-6, runs[runs.count - 1].isEmpty == false { runs.append([]) }
        gaps = gaps.dropFirst()
      }
      runs[runs.count - 1].append(
        ChartSeries.Point(
          start: bin.start, end: bin.end, y: bin.mean ?? .nan, low: Double(bin.minimum),
          high: Double(bin.maximum)))
    }
    return runs.filter { !$0.isEmpty }
  }

  private func score(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }

  /// What there is to know, in a sentence without a full stop.
  var headline: String {
    let length = TimeText.length(end)
    guard statistics.snippets > 0 else { return "nothing was scored" }
    guard events.count > 0 else { return "nothing abnormal in \(length)" }
    return "\(NumberText.count(events.count, "event")) in \(length)"
  }
}

extension SourceGap.Reason {
  var words: String {
    switch self {
    case .connectionLost: "connection lost"
    case .silence: "nothing came"
    case .undecodable: "undecodable data"
    }
  }
}
