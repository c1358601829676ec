import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore

extension SimulatedStation {
  /// Everything below a folder, files and folders apart.
  private func contents(of name: String) -> (files: Set<String>, folders: Set<String>) {
    var (files, folders): (Set<String>, Set<String>) = ([], [])
    guard let listing = FileManager.default.enumerator(atPath: folder.appending(path: name).path) else {
      return (files, folders)
    }
    for case let path as String in listing {
      if listing.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
        folders.insert("\(name)/\(path)")
      } else {
        files.insert("\(name)/\(path)")
      }
    }
    return (files, folders)
  }

  /// Checks that files and index tell the same, that nothing is older or more than it may be, and that what is kept is there.
  func expectTidy(kept: [UUID: Set<String>]) throws {
    let (store, now) = (station.store, clock.date)
    let rows = try store.files(FileQuery(limit: .max))
    let expected = rows.map { $0.isFinished ? $0.path : $0.path + ".partial" }
    let (clips, recordings) = (contents(of: "clips"), contents(of: "recordings"))
    #expect(clips.files.union(recordings.files) == Set(expected))
    #expect(Set(rows.map(\.path)).count == rows.count)
    #expect(try store.garbage().isEmpty)
    for row in rows where row.isFinished {
      let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + row.path)[.size]
      #expect((size as? NSNumber)?.int64Value == row.bytes, "\(row.path)")
    }
    // Folders of days: those that hold something, and the newest.
    let past = (now - 4 * 86_400).ISO8601Format().prefix(10)
    let used = Set(expected.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
    for day in clips.folders.union(recordings.folders) where day.split(separator: "/").count == 3 {
      #expect(used.contains(day) || day.suffix(10) >= past, "\(day) is empty")
    }

    let cameras = Dictionary(uniqueKeysWithValues: file.cameras.map { ($0.name, $0) })
    // A round may be due.
    let slack = Self.round + Self.snippet
    for row in rows where row.isFinished && !kept.keys.contains(where: { $0 == row.event }) {
      let camera = try #require(cameras[row.camera])
      let age = row.kind == .segment ? camera.keep.value : camera.keepEvents.value
      #expect(row.end >= now - age - slack, "\(row.path)")
    }
    if let most = file.station.most {
      let newest = rows.filter { $0.end > now - slack - Self.segment }.reduce(0) { $0 + $1.bytes }
      #expect(try store.totalBytes <= Int64(most.value) + newest)
    }
    let longest = cameras.values.map(\.keepEvents.value).max() ?? 0
    for event in try store.events(EventQuery(isKept: false, to: now - longest, limit: 10_000)) {
      #expect(event.start >= now - longest - 3600 - slack)
    }
    for (event, paths) in kept {
      #expect(try store.event(event)?.isKept == true)
      #expect(Set(try store.files(FileQuery(event: event)).map(\.path)) == paths)
    }
  }
}
