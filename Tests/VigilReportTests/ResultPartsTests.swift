import Foundation
import Testing
import VigilReport
import VigilTestSupport

@Suite struct `Parts of a long result` {
  let folder: TemporaryFolder
  let place: URL

  init() throws {
    folder = try TemporaryFolder()
    place = folder.appending("camera")
  }

  /// Makes a part with a file of a result in it.
  func make(_ name: String, in parent: URL) throws {
    let part = parent.appending(path: name)
    try FileManager.default.createDirectory(at: part, withIntermediateDirectories: true)
    try Data("snippet\n".utf8).write(to: part.appending(path: "scores.csv"))
  }

  @Test func `keep the one that is written, even if the clock was set back`() throws {
    let parts = try ResultParts(place)
    for hour in ["05", "06", "07"] { try make("2026-11-28T\(hour)-00-00Z", in: place) }
    // The clock says 2020: this part has the oldest name of all.
    let current = parts.place(at: Date(timeIntervalSince1970: 1_600_000_000))
    try make(current.lastPathComponent, in: place)
    parts.removeOldest(keeping: 1, current: current)
    #expect(
      ResultParts.all(in: place).map(\.lastPathComponent) == [
        current.lastPathComponent, "2026-11-28T07-00-00Z",
      ])
    parts.removeOldest(keeping: 1)
    #expect(ResultParts.all(in: place).map(\.lastPathComponent) == ["2026-11-28T07-00-00Z"])
  }

  @Test func `follow no link to a folder elsewhere`() throws {
    let parts = try ResultParts(place)
    let archive = folder.appending("archive")
    try make("2026-01-01T00-00-00Z", in: archive)
    let link = place.appending(path: "2026-01-01T00-00-00Z")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: archive.appending(path: "2026-01-01T00-00-00Z"))
    for hour in ["05", "06"] { try make("2026-11-28T\(hour)-00-00Z", in: place) }
    parts.removeOldest(keeping: 1)
    #expect(ResultParts.all(in: place).map(\.lastPathComponent) == ["2026-11-28T06-00-00Z"])
    #expect(try String(contentsOf: link.appending(path: "scores.csv"), encoding: .utf8) == "snippet\n")
  }
}
