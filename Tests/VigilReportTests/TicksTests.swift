import Foundation
import Testing
import VigilCore
import VigilReport

@Suite struct `Marks of an axis` {
  static let ranges: [ClosedRange<Double>] = [
    0...1, 0...100, 0.37...0.41, -5...12, 1e-7...3e-7, 0...86_400, 1234.5...987_654, -1e-3...1e-3, 0...1e12,
    99.9...100.1, 0...1e-150, -1e200...1e200, 7...7.000001,
  ]

  func check(_ ticks: Ticks, _ range: ClosedRange<Double>, _ most: Int) {
    let slack = ticks.step * 1e-6
    #expect(ticks.values.count <= most)
    #expect(ticks.labels.count == ticks.values.count)
    #expect(ticks.values.allSatisfy { $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack })
    for (a, b) in zip(ticks.values, ticks.values.dropFirst()) {
      #expect(abs(b - a - ticks.step) <= slack)
    }
    #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
  }

  @Test(arguments: ranges, [2, 3, 5, 10, 20])
  func `stand evenly inside the range and say different things`(range: ClosedRange<Double>, most: Int) {
    let ticks = Ticks.numbers(in: range, most: most)
    check(ticks, range, most)
    // The steps are close enough to each other that about half the room is used.
    #expect(ticks.values.count >= max(1, most / 2 - 1))
  }

  @Test(
    arguments: [0.4, 1.9, 2, 7, 59, 61, 600, 3599, 5000, 40_000, 90_000, 800_000, 3e6, 4e8], [2, 4, 8, 14])
  func `of time stand where clocks count`(length: Double, most: Int) {
    let ticks = Ticks.times(in: 0...length, most: most)
    check(ticks, 0...length, most)
    #expect(!ticks.values.isEmpty)
  }

  @Test func `have the fewest digits that tell them apart`() {
    #expect(Ticks.numbers(in: 0...1, most: 6).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks.numbers(in: 0...1, most: 5).labels == ["0.00", "0.25", "0.50", "0.75", "1.00"])
    #expect(Ticks.numbers(in: 0...15_000, most: 4).labels == ["0", "5,000", "10,000", "15,000"])
    #expect(Ticks.numbers(in: -1...1, most: 3).labels == ["-1", "0", "1"])
    #expect(
      Ticks.numbers(in: 0...1, most: 5, percent: true).labels == ["0 %", "25 %", "50 %", "75 %", "100 %"])
    #expect(Ticks.numbers(in: 0...0.3, most: 4).values == [0, 0.1, 0.2, 0.3])
  }

  @Test func `of time read as a clock`() {
    #expect(Ticks.times(in: 0...1, most: 3).labels == ["0:00.0", "0:00.5", "0:01.0"])
    #expect(Ticks.times(in: 0...95, most: 5).labels == ["0:00", "0:30", "1:00", "1:30"])
    #expect(Ticks.times(in: 0...5400, most: 4).labels == ["0:00", "30:00", "1:00:00", "1:30:00"])
    #expect(
      Ticks.times(in: 80_000...110_000, most: 5).labels == [
        "1 d 00:00", "1 d 02:00", "1 d 04:00", "1 d 06:00",
      ])
    #expect(Ticks.times(in: 0...300_000, most: 4).labels == ["0 d", "1 d", "2 d", "3 d"])
    #expect(Ticks.times(in: 0...800_000, most: 5).labels == ["0 d", "2 d", "4 d", "6 d", "8 d"])
    #expect(Ticks.times(in: 0...3_000_000, most: 4).labels == ["0 d", "10 d", "20 d", "30 d"])
  }
}

@Suite struct `Marks of dates` {
  private func time(_ text: String) throws -> Double {
    try Date(text, strategy: .iso8601).timeIntervalSince1970
  }

  @Test func `stand on the hours of a place, and its midnight has the date`() throws {
    let zone = try #require(TimeZone(identifier: "Asia/Ho_Chi_Minh"))
    let noon = try time("2026-11-28T05:20:00Z")
    let ticks = Ticks.dates(in: noon...noon + 86_400, most: 8, zone: zone)
    #expect(ticks.labels == ["15:00", "18:00", "21:00", "11-29", "03:00", "06:00", "09:00", "12:00"])
    #expect(ticks.values.first == noon + 9600)
    #expect(Ticks.dates(in: noon...noon + 40, most: 5, zone: zone).labels.last == "12:20:40")
    let month = Ticks.dates(in: noon...noon + 30 * 86_400, most: 8, zone: zone)
    #expect(month.values.count == 6 && month.labels.allSatisfy { $0.wholeMatch(of: /\d\d-\d\d/) != nil })
    #expect(Ticks.dates(in: noon + 0.1...noon + 0.3, most: 8, zone: zone).values == [])
  }

  @Test func `stay on the hours when the clock is put back`() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let midnight = try time("2026-10-24T22:00:00Z")
    let ticks = Ticks.dates(in: midnight...midnight + 25 * 3600, most: 9, zone: zone)
    #expect(
      ticks.labels == ["10-25", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "10-26"])
    #expect(ticks.values.map { ($0 - midnight) / 3600 } == [0, 4, 7, 10, 13, 16, 19, 22, 25])
  }
}

@Suite struct `Text for people` {
  @Test(arguments: [
    (0, "0:00"), (42.4, "0:42"), (59.6, "1:00"), (61, "1:01"), (3723, "1:02:03"), (187_200, "2 d 04:00:00"),
    (-61, "-1:01"), (.nan, "–"), (1e13, "–"),
  ])
  func `tells moments`(seconds: Double, text: String) {
    #expect(TimeText.clock(seconds) == text)
  }

  @Test func `tells moments to a tenth`() {
    #expect(TimeText.clock(59.94, decimals: 1) == "0:59.9")
    #expect(TimeText.clock(59.96, decimals: 1) == "1:00.0")
    #expect(TimeText.clock(0.29, decimals: 2) == "0:00.29")
  }

  @Test(arguments: [
    (0, "0.0 s"), (3.24, "3.2 s"), (59.96, "1 min 00 s"), (245, "4 min 05 s"), (7800, "2 h 10 min"),
    (3599.7, "1 h 00 min"), (86_399, "1 d 0 h"), (273_600, "3 d 4 h"), (.infinity, "–"), (-3, "0.0 s"),
  ])
  func `tells lengths`(seconds: Double, text: String) {
    #expect(TimeText.length(seconds) == text)
  }

  @Test func `tells numbers`() {
    #expect(NumberText.fixed(1234.5, decimals: 2) == "1,234.50")
    #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
    #expect(NumberText.fixed(-0.5, decimals: 1) == "-0.5")
    #expect(NumberText.fixed(.nan, decimals: 1) == "–")
    #expect(NumberText.trimmed(29.97003, decimals: 2) == "29.97")
    #expect(NumberText.trimmed(1200, decimals: 1) == "1200")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
    #expect(NumberText.grouped(100) == "100")
    #expect(NumberText.count(1, "event") == "1 event")
    #expect(NumberText.count(0, "event") == "0 events")
  }
}
