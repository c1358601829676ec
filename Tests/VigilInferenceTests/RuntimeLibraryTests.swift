import Foundation
import Testing
import VigilInference

@Suite struct `The search for an engine's library` {
  let root = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")
    .resolvingSymlinksInPath()
  let library = RuntimeLibrary(
    name: "libfancy.so", variable: "FANCY", installed: "fancy", developed: [".deps/fancy", "plugins"])

  /// Makes an empty file, finds the library, and removes all.
  func location(
    with files: [String], variable: String? = nil, program: String = "bin/vigil"
  ) throws -> RuntimeLibrary.Location {
    defer { try? FileManager.default.removeItem(at: root) }
    for file in files {
      let url = root.appending(path: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
    return library.location(
      environment: variable.map { ["FANCY": $0] } ?? [:], program: root.appending(path: program))
  }

  func file(_ path: String) -> RuntimeLibrary.Location { .file(root.appending(path: path)) }

  @Test func `looks beside an installed program, then around one that is developed`() throws {
    let (installed, near, far) = (
      "lib/vigil/fancy/libfancy.so", "build/plugins/libfancy.so", ".deps/fancy/libfancy.so.12"
    )
    #expect(try location(with: [installed, near, far]) == file(installed))
    // The program may be a link to one that lies beside its libraries.
    #expect(try location(with: [installed, near, far], program: "lib/vigil/vigil") == file(installed))
    #expect(try location(with: [near, far], program: "build/debug/vigil") == file(near))
    #expect(try location(with: [far], program: "build/debug/vigil") == file(far))
    #expect(try location(with: ["lib/vigil/fancy/libother.so"]) == .unknown)
  }

  @Test func `takes the newest of several versions`() throws {
    let files = ["libfancy.so.1", "libfancy.so.2", "libfancy.a", "libfancy.so.sources"].map { "plugins/\($0)" }
    #expect(try location(with: files) == file("plugins/libfancy.so.2"))
  }

  @Test func `goes by the variable alone if it is set`() throws {
    let files = ["lib/vigil/fancy/libfancy.so", "mine/lib/libfancy.so.3", "mine/other.so"]
    func named(_ path: String) throws -> RuntimeLibrary.Location {
      try location(with: files, variable: root.appending(path: path).path)
    }
    #expect(try named("mine/lib") == file("mine/lib/libfancy.so.3"))
    #expect(try named("mine") == file("mine/lib/libfancy.so.3"))
    #expect(try named("mine/other.so") == file("mine/other.so"))
    // Whoever opens it says what is wrong with it.
    #expect(try named("none.so") == file("none.so"))
    #expect(try named("nowhere") == .missing(in: root.appending(path: "nowhere").path))
    #expect(try location(with: files, variable: "") == file("lib/vigil/fancy/libfancy.so"))
  }
}
