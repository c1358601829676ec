import Dispatch
import Foundation
import Synchronization
import Testing
import VigilCore
import VigilInference
import VigilOpenVINO

@Suite struct `An OpenVINO session` {
  let scratch = ScratchFolder()

  func session(
    _ portable: PortableNetwork, threads: Int = 2, streams: Int = 1
  ) async throws -> any InferenceSession {
    try await OpenVINOEngine().load(
      portable, options: LoadOptions(threads: threads, streams: streams, cache: scratch.cache))
  }

  @Test func `tells the shapes of its ports`() async throws {
    let fixed = try await session(Fixture.fixed)
    #expect(fixed.input == NetworkPort(name: "clip", shape: [1, 2, 4, 4]))
    #expect(fixed.outputs == [NetworkPort(name: "features", shape: [1, 3])])
    let free = try await session(Fixture.free)
    #expect(free.input == NetworkPort(name: "features", shape: [1, nil, nil, 4]))
    #expect(free.outputs.map(\.name) == ["scores", "magnitudes"])
  }

  @Test func `says what it maps and what its inputs hold`() async throws {
    let session = try await session(Fixture.fixed, streams: 2)
    let fixed = session.memory
    let name = try #require(scratch.contents.first)
    let file = try FileManager.default.attributesOfItem(atPath: scratch.url.appending(path: name).path)
    #expect(fixed.map(\.basis) == [.mapped, .planned])
    #expect(fixed.first?.bytes == file[.size] as? Int)
    #expect(fixed.last?.bytes == 2 * 4 * 32)
    #expect(session.weightBytes == fixed.first?.bytes, "as large where OpenVINO packs them")
    let free = try await self.session(Fixture.free).memory
    #expect(free.map(\.basis) == [.mapped], "an input of free extents is the caller's")
  }

  @Test(arguments: [1, 2, 3]) func `gathers items in order on any number of streams`(streams: Int)
    async throws
  {
    let session = try await session(Fixture.fixed, streams: streams)
    #expect(session.layout == StreamLayout(threads: 2, streams: streams))
    let filled = Mutex<[Int]>([])
    let result = try await session.run(items: 7) { item, span in
      filled.withLock { $0.append(item) }
      for (index, value) in Fixture.snippet(item).enumerated() { span[index] = value }
    }
    #expect(filled.withLock { $0.sorted() } == Array(0..<7))
    #expect(result.shape == [7, 3])
    let expected = (0..<7).flatMap(Fixture.features)
    #expect(zip(result.values, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `serves many callers at once, each with its own results`() async throws {
    let session = try await session(Fixture.fixed, streams: 2)
    try await withThrowingTaskGroup { group in
      for caller in 0..<8 {
        group.addTask {
          let result = try await session.run(items: 3) { item, span in
            for (index, value) in Fixture.snippet(10 * caller + item).enumerated() { span[index] = value }
          }
          let expected = (0..<3).flatMap { Fixture.features(10 * caller + $0) }
          #expect(zip(result.values, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `runs on a tensor of any extents that the network leaves free`() async throws {
    let session = try await session(Fixture.free, streams: 2)
    for (crops, snippets) in [(1, 1), (10, 2), (3, 5), (10, 2)] {
      let values = DeterministicValues.uniform("free", count: crops * snippets * 4)
      let result = try await session.run(Tensor(shape: [1, crops, snippets, 4], values: values))
      // Four features of each crop of each snippet.
      let rows = stride(from: 0, to: values.count, by: 4).map { values[$0..<$0 + 4] }
      let sums = rows.map { row in row.reduce(0, +) }
      let scores: [Float] = (0..<snippets).map { snippet in
        let ofCrops = stride(from: snippet, to: sums.count, by: snippets).map { sums[$0] }
        return ofCrops.reduce(0, +) / Float(crops)
      }
      let norms: [Float] = rows.map { row in
        let squares = row.map { $0 * $0 }
        return squares.reduce(0, +).squareRoot()
      }
      #expect(result["scores"]?.shape == [1, snippets])
      #expect(result["magnitudes"]?.shape == [1, crops, snippets])
      #expect(zip(result["scores"]?.values ?? [], scores).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(result["magnitudes"]?.values ?? [], norms).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test func `runs a tensor and items on the same network alike`() async throws {
    let session = try await session(Fixture.fixed)
    let single = try await session.run(Tensor(shape: [1, 2, 4, 4], values: Fixture.snippet(0)))
    let items = try await session.run(items: 1) { _, span in
      for (index, value) in Fixture.snippet(0).enumerated() { span[index] = value }
    }
    #expect(single["features"] == items)
  }

  @Test func `refuses a shape that the network does not take`() async throws {
    let free = try await session(Fixture.free)
    let error = await #expect(throws: InferenceError.self) {
      try await free.run(Tensor(repeating: 0, shape: [1, 2, 3, 5]))
    }
    #expect(error?.code == .shapeMismatch)
    #expect(error?.message == "the network takes an input of shape 1x?x?x4, not 1x2x3x5")
    let items = await #expect(throws: InferenceError.self) { try await free.run(items: 1) { _, _ in } }
    #expect(items?.code == .shapeMismatch)
  }

  @Test func `stops after the running item when its task is cancelled`() async throws {
    let session = try await session(Fixture.fixed)
    let filled = Counter()
    let (third, reached) = AsyncStream.makeStream(of: Void.self)
    let cancelled = DispatchSemaphore(value: 0)
    let task = Task {
      try await session.run(items: 1_000) { item, _ in
        filled.add()
        guard item == 2 else { return }
        reached.yield()
        cancelled.wait()
      }
    }
    for await _ in third { break }
    task.cancel()
    cancelled.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(filled.count == 3)
  }

  @Test func `says that a broken network was refused`() async throws {
    let broken = PortableNetwork(identity: "broken") { try Data("not a network".utf8).write(to: $0) }
    let error = await #expect(throws: InferenceError.self) { try await session(broken) }
    #expect(error?.code == .engineFailed)
    #expect(error?.message.contains("\n") == false)
    #expect(scratch.contents.isEmpty)
  }

  @Test func `passes on why a network cannot be written`() async throws {
    let missing = PortableNetwork(identity: "missing") { _ in
      throw InferenceError(.modelNotFound, "the weights are missing; run vigil models fetch")
    }
    let error = await #expect(throws: InferenceError.self) { try await session(missing) }
    #expect(error?.code == .modelNotFound)
    #expect(error?.message == "cannot prepare the network: the weights are missing; run vigil models fetch")
  }
}
