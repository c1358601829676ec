import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `Values of the station's file` {
  private func read<Value: SettingValue>(_ text: String, as type: Value.Type) throws -> Value {
    try Value.read(.text(text))
  }

  @Test func `are written as they are read`() throws {
    for text in ["10s", "90s", "5m", "24h", "30d", "2w", "500ms", "1.5h"] {
      let value = try read(text, as: Seconds.self)
      #expect(try read(value.written, as: Seconds.self) == value)
    }
    #expect(Seconds(86_400).written == "1d" && Seconds(90).written == "90s" && Seconds(0).written == "0s")
    #expect(try read("2 GiB", as: Bytes.self).written == "2GiB")
    #expect(try read("1.5gb", as: Bytes.self).value == 1_500_000_000)
    #expect(Rate(perDay: 1.0 / 7).written == "1/week" && Rate(perDay: 5).written == "5/day")
    #expect(try read(" 3 / month", as: Rate.self).perDay == 0.1)
    for text in ["", "s", "1.2.3s", "-1s", "1 day", "10S"] {
      #expect(throws: SettingMistake.self, "\(text)") { try read(text, as: Seconds.self) }
    }
    for text in ["", "1", "1B", "99999999999TiB", "-1GB"] {
      #expect(throws: SettingMistake.self, "\(text)") { try read(text, as: Bytes.self) }
    }
    for text in ["", "1", "1/year", "-1/day", "1/day/day"] {
      #expect(throws: SettingMistake.self, "\(text)") { try read(text, as: Rate.self) }
    }
  }

  @Test(arguments: [("6/hour", 6, 3600.0), ("20 / day", 20, 86_400), ("1000/week", 1000, 604_800)])
  func `of limits are a number in a time, not a rate`(text: String, count: Int, seconds: Double) throws {
    let limit = try read(text, as: MessageLimit.self)
    #expect(limit.count == count && limit.seconds == seconds)
    #expect(try read(limit.written, as: MessageLimit.self) == limit)
  }

  @Test(arguments: [
    "", "6", "0/hour", "1001/hour", "1.5/hour", "6/minute", "6/month", "-1/day", "6/hour/day",
  ])
  func `of limits are refused`(text: String) {
    #expect(throws: SettingMistake.self) { try read(text, as: MessageLimit.self) }
  }

  @Test func `of schedules go over midnight and over the week's end`() throws {
    let schedule = try read("fri-mon 22:00 - 02:00", as: Schedule.self)
    #expect(schedule.contains(.friday, minute: 22 * 60) && !schedule.contains(.friday, minute: 119))
    #expect(schedule.contains(.tuesday, minute: 119) && !schedule.contains(.tuesday, minute: 120))
    #expect(try read("daily 00:00-24:00", as: Schedule.self) == .always)
    #expect(try read("never", as: Schedule.self) == .never && !Schedule.never.contains(.monday, minute: 0))
    #expect(
      try read(schedule.spans.isEmpty ? "" : "mon,tue 01:00-02:00", as: Schedule.self).written
        == #"["mon,tue 01:00-02:00"]"#)
    for text in [
      "mon 25:00-26:00", "mon 10:00", "mun", "mon 10:00-10:00", "", "mon-", "mon 24:00-02:00",
      "mon 1:00-2:00 x",
    ] {
      #expect(throws: SettingMistake.self, "\(text)") { try read(text, as: Schedule.self) }
    }
  }

  @Test func `of schedules follow the clock on the wall where it is put forward and back`() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let schedule = try read("sun 02:00-03:00", as: Schedule.self)
    // 2027-03-28, 01:00 UTC: the clock goes from 02:00 to 03:00. 2027-10-31, 01:00 UTC: from 03:00 to 02:00.
    let (spring, autumn) = (
      Date(timeIntervalSince1970: 1_806_195_600), Date(timeIntervalSince1970: 1_824_944_400)
    )
    for second in stride(from: -7200.0, to: 7200, by: 600) {
      #expect(!schedule.contains(spring + second, in: zone), "\(second)")
      #expect(schedule.contains(autumn + second, in: zone) == (-3600..<3600).contains(second), "\(second)")
    }
    let night = try read("sat 22:00-06:00", as: Schedule.self)
    // From 22:00 to 06:00 are seven hours in spring and nine in autumn.
    for (change, hours) in [(spring, 7.0), (autumn, 9.0)] {
      let inside = stride(from: -36_000.0, to: 36_000, by: 900).filter {
        night.contains(change + $0, in: zone)
      }
      #expect(Double(inside.count) / 4 == hours)
    }
    #expect(Schedule.always.contains(spring, in: zone))
  }

  @Test func `of regions are polygons in the picture`() throws {
    let numbers = ["0", "0", "1", "0", "0", "1"].map { WrittenValue.text($0) }
    let region = try Region.read(.list(numbers))
    #expect(region.contains(x: 0.2, y: 0.2) && !region.contains(x: 0.8, y: 0.8) && region.area == 0.5)
    #expect(throws: SettingMistake.self) { try Region.read(.list(Array(numbers.dropLast()))) }
    #expect(throws: SettingMistake.self) { try Region.read(.list(numbers + [.text("1.5"), .text("0")])) }
    #expect(throws: SettingMistake.self) { try Region.read(.list(numbers.map { _ in .text("0.5") })) }
    #expect(throws: SettingMistake.self) { try Region.read(.list(numbers.map { _ in .text("nan") })) }
  }

  private func region(_ numbers: [Double]) throws -> Region {
    try Region.read(.list(numbers.map { .text("\($0)") }))
  }

  /// As many corners as there may be, around the middle.
  private static let jagged: [Double] = (0..<Region.mostCorners).flatMap { corner -> [Double] in
    let (angle, radius) = (Double(corner) / 128 * .pi, corner % 2 == 0 ? 0.5 : 0.3)
    return [0.5 + radius * cos(angle), 0.5 + radius * sin(angle)]
  }

  @Test(arguments: [
    // A letter L, a comb, an arrow that points inwards, and a corner in the middle of an edge.
    [0, 0, 0.1, 0, 0.1, 0.9, 0.9, 0.9, 0.9, 1, 0, 1],
    [0, 0, 1, 0, 1, 1, 0.8, 1, 0.8, 0.2, 0.6, 0.2, 0.6, 1, 0.4, 1, 0.4, 0.2, 0.2, 0.2, 0.2, 1, 0, 1],
    [0.2, 0.1, 0.5, 0.3, 0.8, 0.1, 0.5, 0.9],
    [0, 0, 0.3, 0, 0.7, 0, 0.7, 0.7, 0.3, 0.7, 0, 0.7],
    Self.jagged,
  ])
  func `of regions go in and out, in either direction and from any corner`(numbers: [Double]) throws {
    let corners = stride(from: 0, to: numbers.count, by: 2).map { Array(numbers[$0..<$0 + 2]) }
    for start in corners.indices {
      let turned = Array(corners[start...] + corners[..<start])
      for order in [turned, turned.reversed()] {
        #expect(try region(order.flatMap { $0 }).corners.count == corners.count)
      }
    }
  }

  @Test(arguments: [
    // In reading order, a star, a square twice around, a dent that reaches the other edge, a hole with a bridge, and a spike.
    [0, 0, 0.3, 0, 0, 0.4, 0.31, 0.4],
    [0.5, 0, 0.8, 1, 0, 0.4, 1, 0.4, 0.2, 1],
    [0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1],
    [0, 0, 1, 0, 1, 1, 0.5, 0, 0, 1],
    [0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8, 0.2, 0.2, 0.2],
    [0, 0, 0.9, 0, 0.5, 0, 0.5, 0.5],
  ])
  func `of regions never cross themselves, from whichever corner`(numbers: [Double]) throws {
    let corners = stride(from: 0, to: numbers.count, by: 2).map { Array(numbers[$0..<$0 + 2]) }
    for start in corners.indices {
      let turned = Array(corners[start...] + corners[..<start]).flatMap { $0 }
      let mistake = #expect(throws: SettingMistake.self, "\(turned)") { try region(turned) }
      #expect(mistake?.reason.hasPrefix("crosses or touches itself") == true)
    }
  }

  @Test func `of regions may end with the first corner once more`() throws {
    let closed = try region([0, 0, 0.5, 0, 0.5, 0.5, 0.5, 0.5, 0, 0.5, 0, 0])
    #expect(closed.written == "[0, 0, 0.5, 0, 0.5, 0.5, 0, 0.5]" && closed.area == 0.25)
    #expect(throws: SettingMistake("covers nothing: its corners are on a line")) {
      try region([0, 0, 0.5, 0.5, 0, 0])
    }
    #expect(throws: SettingMistake("has 257 corners; 256 are the most")) {
      try region(Array(repeating: 0.5, count: 514))
    }
  }

  @Test(arguments: [
    "rtsp://10.0.0.1:554/a", "a.mp4", "/dev/video0", "lavfi:testsrc",
    "rtsp://10.0.0.1/user={user}&password={password}",
    "udp://@239.0.0.1:5000", "rtsp://[fe80::1]/a",
  ])
  func `of sources are addresses, files and devices`(text: String) throws {
    #expect(try read(text, as: CameraAddress.self).text == text)
  }
}
