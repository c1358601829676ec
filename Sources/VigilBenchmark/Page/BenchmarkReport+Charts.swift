import VigilReport

extension BenchmarkReport {
  /// The cumulative distribution of latencies, a line for each setup; nil without a camera.
  var latencyChart: LineChart? {
    let lines = record.setups.compactMap { setup -> ChartSeries? in
      guard let rounds = record[setup, .singleStream]?.latencies, !rounds.isEmpty else { return nil }
      // The median over rounds at every hundredth.
      let points = (0...100).compactMap { share -> ChartSeries.Point? in
        let values = rounds.compactMap { $0.count == 101 ? $0[share] : nil }
        return Percentiles(values).map { ChartSeries.Point(x: $0.median, y: Double(share) / 100) }
      }
      return ChartSeries(setup.name, points: points)
    }
    guard !lines.isEmpty else { return nil }
    return LineChart(
      "Fraction of snippets scored within a time",
      xAxis: ChartAxis("ms from a snippet's last frame to its score"),
      yAxis: ChartAxis(unit: .percent, bounds: 0...1), series: lines)
  }

  /// The 99th percentile of latency over the number of cameras, a line for each setup; nil without trials.
  var cameraChart: LineChart? {
    let limit = record.conditions.latencyLimit * 1000
    let lines = record.setups.compactMap { setup -> ChartSeries? in
      let trials = (record[setup, .multiStream]?.trials ?? []).flatMap { $0 }
      let points = Dictionary(grouping: trials, by: \.cameras).sorted { $0.key < $1.key }.compactMap {
        cameras, trials in
        Percentiles(trials.compactMap(\.latency99)).map {
          ChartSeries.Point(
            start: Double(cameras), end: Double(cameras), y: $0.median, low: $0(0), high: $0(1))
        }
      }
      return points.isEmpty ? nil : ChartSeries(setup.name, points: points)
    }
    guard !lines.isEmpty else { return nil }
    let values = lines.flatMap { $0.runs.flatMap { $0 } }
    let most = max(values.map(\.high).max() ?? limit, limit)
    var chart = LineChart(
      "99th percentile of latency over the number of cameras",
      xAxis: ChartAxis("cameras", bounds: 0...max(2, (values.map(\.end).max() ?? 1) + 1)),
      yAxis: ChartAxis("ms", bounds: 0...most * 1.1), series: lines)
    chart.thresholds = [ChartThreshold(limit, label: "limit")]
    return chart
  }

  /// Scored frames per second by round, a line for each setup; nil with fewer than two rounds.
  var roundChart: LineChart? {
    let lines = record.setups.compactMap { setup -> ChartSeries? in
      guard let samples = record[setup, .offline]?[.framesPerSecond]?.samples, samples.count > 1 else {
        return nil
      }
      return ChartSeries(
        setup.name,
        points: samples.enumerated().map { ChartSeries.Point(x: Double($0.offset + 1), y: $0.element) })
    }
    guard !lines.isEmpty else { return nil }
    let most = lines.flatMap { $0.runs.flatMap { $0 } }.map(\.y).max() ?? 1
    return LineChart(
      "Scored frames per second by round",
      xAxis: ChartAxis("round", bounds: 1...Double(max(2, record.rounds))),
      yAxis: ChartAxis("frames/s", bounds: 0...most * 1.15), series: lines)
  }
}
