import Foundation
import Testing
import VigilInference

/// The cache with an engine that compiles nothing.
@Suite struct `The cache of any engine` {
  /// What was compiled and taken over, in order.
  final class Steps {
    var log: [String] = []
    var refusals = 0
    var cannotCompile = false
  }

  let folder = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")
  let steps = Steps()

  func load(_ key: String, in cache: ModelCache?) throws -> String {
    try ModelCache.compiled(key, in: cache) { (file) throws(InferenceError) in
      steps.log.append("compile")
      guard !steps.cannotCompile else { throw InferenceError(.engineFailed, "out of memory") }
      do {
        try Data("network of \(key)".utf8).write(to: file)
      } catch {
        throw InferenceError(.engineFailed, "\(error)")
      }
    } take: { (entry) throws(InferenceError) in
      steps.log.append("take")
      guard steps.refusals == 0 else {
        steps.refusals -= 1
        throw InferenceError(.engineFailed, "refused")
      }
      return String(decoding: entry.blob, as: UTF8.self)
    }
  }

  @Test func `compiles a network once and takes over what was kept`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ModelCache(folder: folder)
    #expect(try load("a", in: cache) == "network of a")
    #expect(try load("a", in: cache) == "network of a")
    #expect(try load("b", in: cache) == "network of b")
    #expect(steps.log == ["compile", "take", "take", "compile", "take"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.blob", "b.blob"])
  }

  @Test func `compiles again what the engine does not take, but only once`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ModelCache(folder: folder)
    _ = try load("a", in: cache)
    steps.refusals = 1
    #expect(try load("a", in: cache) == "network of a")
    #expect(steps.log == ["compile", "take", "take", "compile", "take"])
    steps.refusals = 2
    let error = #expect(throws: InferenceError.self) { try load("a", in: cache) }
    #expect(error?.message == "refused")
  }

  @Test func `keeps what the engine does not take until there is another`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ModelCache(folder: folder)
    _ = try load("a", in: cache)
    (steps.refusals, steps.cannotCompile) = (1, true)
    let error = #expect(throws: InferenceError.self) { try load("a", in: cache) }
    #expect(error?.message == "out of memory")
    #expect(try load("a", in: cache) == "network of a")
    #expect(steps.log == ["compile", "take", "take", "compile", "take"])
  }

  @Test func `keeps nothing without a folder`() throws {
    #expect(try load("a", in: nil) == "network of a")
    #expect(try load("a", in: nil) == "network of a")
    #expect(steps.log == ["compile", "take", "compile", "take"])
  }
}
