import Testing
import VigilReport

@Suite struct `A line chart` {
  static let hostile = "</text><script>alert(1)</script>\"'&\u{0}\u{8}"

  static func chart(_ points: [ChartSeries.Point], form: ChartSeries.Form = .line) -> LineChart {
    LineChart(
      "Loss", xAxis: ChartAxis("step"), yAxis: ChartAxis("loss"),
      series: [ChartSeries("training", points: points, form: form)])
  }

  /// The numbers in the commands of a path.
  static func coordinates(_ path: String) -> [Double] {
    path.split { $0.isLetter || $0 == " " }.compactMap { Double($0) }
  }

  func parsed(_ chart: LineChart, width: Int = 960, height: Int = 320) throws -> ParsedXML {
    try #require(ParsedXML(chart.svg(width: width, height: height)))
  }

  @Test func `draws a line through its points, from the left of the plot to its right`() throws {
    let chart = Self.chart([.init(x: 0, y: 0), .init(x: 1, y: 1), .init(x: 2, y: 0)])
    let path = try #require(try parsed(chart).elements(class: "line").first?["d"])
    let numbers = Self.coordinates(path.replacing("h0", with: ""))
    #expect(numbers.count == 6)
    #expect(numbers[0] < numbers[2] && numbers[2] < numbers[4])
    #expect(abs(numbers[2] - (numbers[0] + numbers[4]) / 2) < 0.11)
    // Rows grow downwards.
    #expect(numbers[1] == numbers[5] && numbers[3] < numbers[1])
  }

  @Test func `escapes everything it is given`() throws {
    var chart = LineChart(
      Self.hostile, xAxis: ChartAxis(Self.hostile), yAxis: ChartAxis(Self.hostile),
      series: [
        ChartSeries(Self.hostile, points: [.init(x: 0, y: 0), .init(x: 1, y: 1)]),
        ChartSeries(Self.hostile, points: []),
      ])
    chart.bands = [
      ChartBand(0.1...0.2, kind: .event, label: Self.hostile, detail: Self.hostile, target: Self.hostile),
      ChartBand(0.5...0.6, kind: .gap, detail: Self.hostile),
    ]
    chart.thresholds = [ChartThreshold(0.5, label: Self.hostile)]
    chart.markers = [ChartMarker(x: 0.5, y: 0.5, label: Self.hostile, detail: Self.hostile)]
    chart.readouts = [ChartReadout(0...1, y: 0.5, text: Self.hostile)]
    let xml = try #require(ParsedXML(chart.svg(identifier: Self.hostile, isStandalone: true)))
    #expect(xml.elements("script").isEmpty)
    #expect(xml.text.contains("<script>alert(1)</script>\"'&\u{FFFD}\u{FFFD}"))
    #expect(xml.elements("a").first?["href"]?.hasPrefix("#</text>") == true)
  }

  @Test func `breaks the line at a non-finite value`() throws {
    let chart = Self.chart([
      .init(x: 0, y: 0), .init(x: 1, y: 1), .init(x: 2, y: .nan), .init(x: 3, y: 1), .init(x: 4, y: 0),
    ])
    let path = try #require(try parsed(chart).elements(class: "line").first?["d"])
    #expect(path.count { $0 == "M" } == 2)
    #expect(!chart.svg().contains("nan"))
  }

  @Test func `draws steps that are level over each stretch`() throws {
    let chart = Self.chart(
      [
        .init(start: 0, end: 1, y: 0.5, low: 0.25, high: 0.75),
        .init(start: 1.5, end: 2, y: 1, low: 1, high: 1),
        .init(start: 2, end: 3, y: 0, low: 0, high: 0),
      ], form: .steps)
    let xml = try parsed(chart)
    let path = try #require(xml.elements(class: "line").first?["d"])
    // A level lasts until the next begins: over the hole, too.
    #expect(path.filter(\.isLetter) == "MHHVHVH")
    // The spread goes there and back and closes on itself.
    let spread = try #require(xml.elements(class: "spread").first?["d"])
    #expect(spread.filter(\.isLetter) == "MHHVHVHLHVHVHZ")
  }

  @Test func `changes colour at the alarm level`() throws {
    var chart = Self.chart([.init(x: 0, y: 0), .init(x: 1, y: 1)])
    chart.yAxis.bounds = 0...1
    chart.series[0].alarmAbove = 0.25
    let xml = try parsed(chart)
    #expect(xml.elements("stop").map { $0["offset"] } == ["0.25", "0.25"])
    let stroke = try #require(xml.elements(class: "line").first?["stroke"])
    let gradient = try #require(xml.elements("linearGradient").first?["id"])
    #expect(stroke == "url(#\(gradient))")
  }

  @Test(arguments: [
    [], [ChartSeries.Point(x: 5, y: 5)], [.init(x: 0, y: .infinity)],
    [.init(x: 0, y: 1e300), .init(x: 1, y: -1e300)],
    [.init(x: 0, y: 1), .init(x: .leastNonzeroMagnitude, y: 1)],
  ])
  func `is well formed whatever the data`(points: [ChartSeries.Point]) throws {
    for form in [ChartSeries.Form.line, .steps] {
      for unit in [ChartAxis.Unit.number, .percent, .time] {
        var chart = Self.chart(points, form: form)
        chart.xAxis.unit = unit
        let text = chart.svg(width: 200, height: 120)
        #expect(ParsedXML(text) != nil)
        #expect(!text.contains("nan") && !text.contains("inf"))
      }
    }
  }

  @Test func `says so when there is nothing to show`() throws {
    #expect(try parsed(Self.chart([])).text.contains("nothing to show"))
    #expect(try !parsed(Self.chart([.init(x: 0, y: 0)])).text.contains("nothing to show"))
  }

  @Test func `explains its colours when there is more than one`() throws {
    var chart = Self.chart([.init(x: 0, y: 0), .init(x: 1, y: 1)])
    #expect(try parsed(chart).elements(class: "legend").isEmpty)
    chart.bands = [ChartBand(0...0.5, kind: .gap)]
    let xml = try parsed(chart)
    #expect(xml.elements(class: "legend").count == 2)
    #expect(xml.text.contains("no frames"))
    // What the hatching refers to exists.
    #expect(xml.elements("pattern").first?["id"] == "chart-hatch")
  }

  @Test func `leaves out what lies outside, and labels that would cover others`() throws {
    var chart = Self.chart([.init(x: 0, y: 0), .init(x: 1, y: 1)])
    chart.xAxis.bounds = 0...1
    chart.bands = (0..<50).map {
      ChartBand(Double($0) / 50...Double($0) / 50 + 0.01, kind: .event, label: "\($0)")
    }
    chart.bands.append(ChartBand(2...3, kind: .event, label: "outside"))
    chart.markers = (0..<50).map { ChartMarker(x: Double($0) / 500, y: 0.5, label: "0.50") }
    chart.thresholds = [ChartThreshold(7, label: "high above")]
    let xml = try parsed(chart, width: 400)
    #expect(!xml.text.contains("outside"))
    #expect(xml.elements(class: "event").count == 50 + 1)  // and one in the legend
    #expect((5..<50).contains(xml.elements(class: "badge").count))
    #expect(xml.elements(class: "peak").count == 50)
    #expect(xml.elements(class: "peak-label").count < 5)
  }

  @Test(arguments: [(200, 120), (400, 280), (960, 320)])
  func `keeps its text inside the picture`(width: Int, height: Int) throws {
    var chart = LineChart(
      "t", xAxis: ChartAxis(unit: .time, bounds: 0...90_000), yAxis: ChartAxis(unit: .percent, bounds: 0...1),
      series: [ChartSeries("a", points: [.init(x: 0, y: 0), .init(x: 90_000, y: 1)])])
    chart.readouts = [
      ChartReadout(0...10, y: 0, text: "0:00"), ChartReadout(89_990...90_000, y: 1, text: "1 d 01:00"),
    ]
    for attributes in try parsed(chart, width: width, height: height).elements("text") {
      let x = try #require(attributes["x"].flatMap(Double.init))
      let y = try #require(attributes["y"].flatMap(Double.init))
      #expect(x >= 0 && x <= Double(width) && y >= 8 && y <= Double(height))
    }
  }
}
