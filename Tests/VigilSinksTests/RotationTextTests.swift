import Testing
import VigilSinks

@Suite struct `The rotation of results` {
  @Test(arguments: [("30s", 30), ("15m", 900), ("1h", 3600), ("30h", 108_000), ("1d", 86_400)])
  func `has a period in a unit`(text: String, seconds: Double) throws {
    let period = try #require(RotationPeriod(text))
    #expect(period.seconds == seconds && period.description == text)
  }

  @Test func `may be off`() throws {
    let off = try #require(RotationPeriod("off"))
    #expect(off.seconds == nil && off.description == "off")
    #expect(ResultRotation(period: off, keep: .all, isLive: true) == nil)
  }

  @Test(arguments: ["", "h", "0h", "1001s", "-1h", "1.5h", "1w", "1", "Off"])
  func `has no other period`(text: String) {
    #expect(RotationPeriod(text) == nil)
  }

  @Test func `keeps a number of parts, or all`() throws {
    #expect(KeptParts("3")?.count == 3 && KeptParts("3")?.description == "3")
    let all = try #require(KeptParts("all"))
    #expect(all.count == nil && all.description == "all")
    #expect(KeptParts("0") == nil && KeptParts("some") == nil)
  }

  @Test func `is hourly for live sources only, if nothing was asked for`() {
    #expect(
      ResultRotation(period: nil, keep: .newest(9), isLive: true) == ResultRotation(period: 3600, keep: 9))
    #expect(ResultRotation(period: nil, keep: .newest(9), isLive: false) == nil)
    #expect(
      ResultRotation(period: .seconds(60), keep: .all, isLive: false) == ResultRotation(period: 60, keep: nil)
    )
  }
}
