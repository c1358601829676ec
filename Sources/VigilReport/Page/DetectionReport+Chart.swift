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
      xAxis: ChartAxis(unit: .time, bounds: end > start ? start...end : nil),
      yAxis: ChartAxis(bounds: 0...1), series: series)
    chart.thresholds = [
      ChartThreshold(threshold, label: "threshold \(NumberText.trimmed(threshold, decimals: 3))")
    ]
    chart.bands = gaps.elements.filter { $0.end >= max($0.start, start) }.map { gap in
      ChartBand(
        max(gap.start, start)...gap.end, kind: .gap,
        detail:
          "no frames for \(TimeText.length(gap.end - gap.start)) at \(TimeText.clock(gap.start)): \(gap.reason.words)"
      )
    }
    // An event that began in the part before is drawn from where this one begins.
    for occurrence in events.elements where occurrence.event.end >= max(occurrence.event.start, start) {
      let event = occurrence.event
      chart.bands.append(
        ChartBand(
          max(event.start, start)...event.end, kind: .event, label: "\(occurrence.number)",
          detail:
            "event \(occurrence.number): \(TimeText.clock(event.start)) to \(TimeText.clock(event.end))",
          target: "event-\(occurrence.number)"))
      guard event.peakTime >= start else { continue }
      let peak = NumberText.fixed(Double(event.peakScore), decimals: 2)
      chart.markers.append(
        ChartMarker(
          x: event.peakTime, y: Double(event.peakScore), label: peak,
          detail:
            "event \(occurrence.number): highest score \(peak) at \(TimeText.clock(event.peakTime, decimals: 1))"
        ))
    }
    chart.readouts = readouts(most: min(bins, 200))
    return chart
  }

  /// Bins as points, in runs between the gaps; a bin that spans a gap becomes two points.
  private func runs(_ bins: [ScoreCurve.Bin]) -> [[ChartSeries.Point]] {
    var runs: [[ChartSeries.Point]] = [[]]
    var gaps = self.gaps.elements.sorted { $0.start < $1.start }[...]
    for bin in bins {
      func add(_ start: Double, _ end: Double) {
        guard end > start else { return }
        runs[runs.count - 1].append(
          ChartSeries.Point(
            start: start, end: end, y: bin.mean ?? .nan, low: Double(bin.minimum), high: Double(bin.maximum)))
      }
      var start = bin.start
      while let gap = gaps.first, gap.start < bin.end {
        add(start, min(gap.start, bin.end))
        runs.append([])
        start = max(start, gap.end)
        gaps = gaps.dropFirst()
      }
      add(start, bin.end)
    }
    return runs.filter { !$0.isEmpty }
  }

  private func readouts(most: Int) -> [ChartReadout] {
    var others = comparison?.curve.condensed(to: most)[...] ?? []
    return curve.condensed(to: most).compactMap { bin in
      guard let mean = bin.mean, bin.end >= bin.start else { return nil }
      let middle = (bin.start + bin.end) / 2
      others = others.drop { $0.end < middle }
      var words = [TimeText.clock(bin.start, decimals: length < 120 ? 1 : 0)]
      if let comparison {
        words.append("\(provenance.detection.mode.rawValue) \(score(bin.maximum))")
        if let other = others.first, other.start <= middle, other.count > 0 {
          words.append("\(comparison.name) \(score(other.maximum))")
        }
      } else if bin.minimum == bin.maximum {
        words.append("score \(score(bin.maximum))")
      } else {
        words.append("mean \(score(Float(mean))), highest \(score(bin.maximum))")
      }
      return ChartReadout(bin.start...bin.end, y: mean, text: words.joined(separator: " · "))
    }
  }

  /// The result in a phrase, without a full stop.
  var headline: String {
    let length = TimeText.length(self.length)
    guard statistics.snippets > 0 else { return "nothing was scored" }
    guard events.count > 0 else { return "nothing abnormal in \(length)" }
    return "\(NumberText.count(events.count, "event")) in \(length)"
  }
}

extension SourceGap.Reason {
  var words: String {
    switch self {
    case .connectionLost: "connection lost"
    case .silence: "no data received"
    case .undecodable: "undecodable data"
    case .unauthorized: "refused"
    case .frozen: "the same picture again and again"
    }
  }
}
