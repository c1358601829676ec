import Foundation
import Testing
import VigilCore

@Suite struct `An atomic file` {
  let folder = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")

  @Test func `appears whole, with a start that was rewritten`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: "deep/file.txt")
    var file = try AtomicFile(place)
    try file.write("0000 snippets")
    #expect(!FileManager.default.fileExists(atPath: place.path))
    try file.rewriteStart(Data("0042".utf8))
    try file.write("\n")
    try file.finish()
    #expect(try String(contentsOf: place, encoding: .utf8) == "0042 snippets\n")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.deletingLastPathComponent().path).count == 1)
  }

  @Test func `leaves what was there when it is given up`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: "file.txt")
    try AtomicFile.write(Data("old".utf8), to: place)
    do {
      var file = try AtomicFile(place)
      try file.write("new")
    }
    #expect(try String(contentsOf: place, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file.txt"])
  }

  @Test func `says where it cannot write`() {
    let error = #expect(throws: CoreError.self) {
      try AtomicFile.write(Data(), to: URL(filePath: "/proc/nowhere/file"))
    }
    #expect(error?.message.contains("/proc/nowhere/file") == true)
  }
}
