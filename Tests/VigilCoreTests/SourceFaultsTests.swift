import Foundation
import Testing
import VigilCore

@Suite struct `What is wrong with a source` {
  @Test func `is told in a sentence each`() {
    #expect(SourceFaults().isEmpty && SourceFaults().sentences(about: "a").isEmpty)
    var faults = SourceFaults()
    (faults.isTruncated, faults.damagedPlaces, faults.undecodable, faults.correctedStamps) = (true, 1, 1, 1)
    let one = faults.sentences(about: "a.ts")
    #expect(
      one == [
        "a.ts ends earlier than its container says; it may be truncated",
        "a.ts is damaged at one place; what lies there may be missing",
        "one packet of a.ts could not be decoded and was left out",
        "the time stamps of a.ts jump at one place; time goes on there by the length of a frame",
      ])
    (faults.damagedPlaces, faults.undecodable, faults.correctedStamps) = (2, 3, 4)
    let many = faults.sentences(about: "a.ts")
    #expect(many[1].contains("at 2 places") && many[2].hasPrefix("3 packets of a.ts could"))
    #expect(many[3].contains("at 4 places") && !faults.isEmpty)
  }

  @Test func `is kept in JSON as it is read`() throws {
    var faults = SourceFaults()
    (faults.isTruncated, faults.correctedStamps) = (true, 4)
    let json = try JSONEncoder().encode(faults)
    #expect(try JSONDecoder().decode(SourceFaults.self, from: json) == faults)
    let keys = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any]).keys
    #expect(Set(keys) == ["truncated", "undecodable", "damaged_places", "corrected_stamps"])
  }
}
