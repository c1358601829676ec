import Foundation
import Testing
import VigilCore
import VigilInference
import VigilOpenVINO

@Suite struct `The cache of compiled networks` {
  let scratch = ScratchFolder()
  let written = Counter()

  /// Loads `fixed` and runs it once; `written` counts how often it had to be written for the engine.
  func run(_ cache: ModelCache?, threads: Int = 1) async throws -> Tensor? {
    let portable = PortableNetwork(identity: "counted") { [written] in
      written.add()
      try Fixture.fixed.writeONNX($0)
    }
    let session = try await OpenVINOEngine().load(
      portable, options: LoadOptions(threads: threads, cache: cache))
    return try await session.run(Tensor(shape: [1, 2, 4, 4], values: Fixture.snippet(3)))["features"]
  }

  @Test func `spares writing and compiling the second time, with equal results`() async throws {
    let first = try await run(scratch.cache)
    #expect(scratch.contents.count == 1)
    #expect(scratch.contents.first?.hasPrefix("counted-") == true)
    let second = try await run(scratch.cache)
    #expect(written.count == 1)
    #expect(first != nil && first == second)
  }

  @Test func `keeps networks of other options apart`() async throws {
    _ = try await run(scratch.cache, threads: 1)
    _ = try await run(scratch.cache, threads: 2)
    #expect(written.count == 2)
    #expect(scratch.contents.count == 2)
  }

  @Test(arguments: ["flipped", "truncated", "empty", "lengthened", "other"])
  func `makes a damaged entry again`(damage: String) async throws {
    let first = try await run(scratch.cache)
    let file = scratch.url.appending(path: try #require(scratch.contents.first))
    var bytes = try Data(contentsOf: file)
    switch damage {
    case "flipped": bytes[bytes.count / 2] ^= 1
    case "truncated": bytes.removeLast(100)
    case "empty": bytes = Data()
    case "lengthened": bytes += Data(repeating: 0, count: 8)
    default: bytes = Data("something else, longer than a trailer of thirty-two bytes".utf8)
    }
    try bytes.write(to: file)
    let second = try await run(scratch.cache)
    #expect(written.count == 2)
    #expect(first == second)
    _ = try await run(scratch.cache)
    #expect(written.count == 2)
  }

  @Test func `does not take the entry of another key`() async throws {
    _ = try await run(scratch.cache, threads: 1)
    let one = try #require(scratch.contents.first)
    _ = try await run(scratch.cache, threads: 2)
    let two = try #require(scratch.contents.first { $0 != one })
    let files = [one, two].map { scratch.url.appending(path: $0) }
    try FileManager.default.removeItem(at: files[1])
    try FileManager.default.copyItem(at: files[0], to: files[1])
    _ = try await run(scratch.cache, threads: 2)
    #expect(written.count == 3)
  }

  @Test func `works without keeping anything`() async throws {
    let kept = try await run(scratch.cache)
    let before = scratch.contents
    let other = try await run(nil)
    #expect(written.count == 2)
    #expect(scratch.contents == before)
    #expect(kept == other)
  }

  @Test func `lets the least recently used go when there is too much`() async throws {
    _ = try await run(scratch.cache, threads: 1)
    let first = try #require(scratch.contents.first)
    _ = try await run(scratch.cache, threads: 2)
    let second = try #require(scratch.contents.first { $0 != first })
    let sizes = try scratch.contents.map { name in
      try #require(try scratch.url.appending(path: name).resourceValues(forKeys: [.fileSizeKey]).fileSize)
    }
    // The one that was made first is the last one used.
    _ = try await run(scratch.cache, threads: 1)
    let small = ModelCache(folder: scratch.url, byteLimit: try #require(sizes.max()))
    _ = try await run(small, threads: 3)
    #expect(written.count == 3)
    #expect(scratch.contents.count == 2)
    #expect(scratch.contents.contains(first) && !scratch.contents.contains(second))
    let none = ModelCache(folder: scratch.url, byteLimit: 1)
    _ = try await run(none, threads: 2)
    #expect(scratch.contents == [second])
  }

  @Test func `removes what killed programs left behind, but not the work of others`() async throws {
    func work(in folder: URL) -> URL { folder.appending(path: "\(UUID().uuidString).unfinished") }
    let (old, fresh, slow) = (work(in: scratch.url), work(in: scratch.url), work(in: scratch.url))
    let temporary = work(in: FileManager.default.temporaryDirectory)
    let others = scratch.url.appending(path: "mine.unfinished")
    for folder in [old, fresh, slow, temporary, others] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    // A plan of TensorRT may be built for hours.
    for (folder, hours) in [(old, 25.0), (slow, 20), (temporary, 25), (others, 25)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -hours * 3600)], ofItemAtPath: folder.path)
    }
    _ = try await run(scratch.cache)
    #expect(!FileManager.default.fileExists(atPath: old.path))
    #expect(FileManager.default.fileExists(atPath: fresh.path))
    #expect(FileManager.default.fileExists(atPath: slow.path))
    #expect(FileManager.default.fileExists(atPath: others.path))
    // Without a cache the work is done among temporary files.
    _ = try await run(nil)
    #expect(!FileManager.default.fileExists(atPath: temporary.path))
  }

  @Test func `says which folder cannot be written`() async throws {
    let error = await #expect(throws: InferenceError.self) {
      try await run(ModelCache(folder: URL(filePath: "/proc/nowhere")))
    }
    #expect(error?.code == .cacheUnwritable)
    #expect(error?.message.contains("/proc/nowhere") == true)
  }
}
