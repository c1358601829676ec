import Foundation
import Testing
import VigilCore
import VigilTestSupport

@Suite struct `Files beside their place` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a program left that was killed.
  private func leave(_ name: String) throws -> String {
    let left = Neighbour(of: folder.appending(name)).url
    try Data("half".utf8).write(to: left)
    return left.lastPathComponent
  }

  @Test func `are swept away once nobody writes them`() throws {
    let (dead, other) = (try leave("a.npy"), try leave("b.npy"))
    var living = try AtomicFile(folder.appending("a.npy"))
    try Data().write(to: folder.appending(".a.npy.partial"))
    Neighbour.sweep(folder.url, madeFor: "a.npy")
    #expect(try !folder.names().contains(dead) && folder.names().contains(other))
    Neighbour.sweep(folder.url)
    #expect(try folder.names().count == 2, "that of the living, and one that was never made so")
    try living.write("whole")
    try living.finish()
    #expect(try folder.names() == [".a.npy.partial", "a.npy"])
    #expect(try String(contentsOf: folder.appending("a.npy"), encoding: .utf8) == "whole")
  }

  @Test func `leave folders and links of such names alone`() throws {
    let aside = folder.appending("kept")
    try Data("mine".utf8).write(to: aside)
    try FileManager.default.createDirectory(
      at: Neighbour(of: folder.appending("m.vigil")).url, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: Neighbour(of: folder.appending("l")).url, withDestinationURL: aside)
    Neighbour.sweep(folder.url)
    #expect(try folder.names().count == 3)
  }

  @Test func `that are visible belong to one writer at a time`() throws {
    let place = Neighbour(visibleBeside: folder.appending("v.mp4"))
    try Data("of a dead run".utf8).write(to: place.url)
    let descriptor = try place.create()
    #expect(try Data(contentsOf: place.url).isEmpty)
    var isDead = false
    Neighbour.ifDead(place.url) { _ in isDead = true }
    #expect(!isDead)
    let error = #expect(throws: CoreError.self) { try place.create() }
    #expect(error?.code == .cannotWrite)
    close(descriptor)
    Neighbour.ifDead(place.url) { _ in isDead = true }
    #expect(isDead)
  }

  @Test(arguments: ["x", "名", "👩‍👩‍👧‍👦"]) func `are made for names as long as a name may be`(letter: String) throws
  {
    for room in [244, 251, 255] {
      let name = FileName.cut(String(repeating: letter, count: 255), to: room)
      try AtomicFile.write(Data("whole".utf8), to: folder.appending(name))
      #expect(try folder.names().contains(name))
    }
  }
}

@Suite struct `Names of files` {
  @Test func `are as they are where they fit`() {
    #expect(FileName.fitting("sub/clip", ".npy") == "sub/clip.npy")
    let longest = String(repeating: "x", count: 251)
    #expect(FileName.fitting("deep/" + longest, ".npy") == "deep/" + longest + ".npy")
  }

  @Test func `are cut where they do not, and stay different`() {
    let names = ["a", "b"].map { String(repeating: "名", count: 84) + $0 }.map {
      FileName.fitting("f/" + $0, ".json")
    }
    #expect(Set(names).count == 2)
    for name in names {
      #expect(name.hasPrefix("f/名") && name.hasSuffix(".json") && name.contains("~"))
      #expect(name.utf8.count - 2 <= 255 && name.utf8.count - 2 > 250)
    }
    // The same on every machine.
    #expect(FileName.fitting(String(repeating: "x", count: 252), ".npy").hasSuffix("x~41313535.npy"))
  }

  @Test func `are those on the disk, however their accents are stored`() throws {
    let folder = try TemporaryFolder()
    let (stored, typed) = ("cafe\u{301}", "caf\u{E9}")
    try FileManager.default.createDirectory(at: folder.appending(stored), withIntermediateDirectories: true)
    try Data().write(to: folder.appending(stored + "/de\u{301}ja\u{300}.mp4"))
    let found = try #require(FolderNames.spelled(folder.appending(typed + "/d\u{E9}j\u{E0}.mp4")))
    #expect(found.path.utf8.elementsEqual(folder.path(stored + "/de\u{301}ja\u{300}.mp4").utf8))
    #expect(FolderNames.spelled(folder.appending(typed + "/deja.mp4")) == nil)
  }
}

@Suite struct `Signals to stop` {
  @Test func `are one wish within a second, and two after it`() {
    var wishes = StopWishes()
    #expect([10, 10.001, 10.9].map { wishes.note(at: $0) } == [.first, .same, .same])
    #expect(wishes.note(at: 11) == .second)
  }
}
