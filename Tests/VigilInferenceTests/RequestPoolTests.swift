import Dispatch
import Synchronization
import Testing
import VigilCore
import VigilInference

/// A place for an inference that notices whether two use it at the same time.
final class FakeRequest: Sendable {
  private let isBusy = Atomic(false)

  func use(_ body: () -> Void) {
    let wasBusy = isBusy.exchange(true, ordering: .acquiring)
    #expect(!wasBusy, "a request serves one caller at a time")
    body()
    isBusy.store(false, ordering: .releasing)
  }
}

/// What happened, in order, from any thread.
final class Diary: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var entries: [String] { lines.withLock { $0 } }
}

@Suite(.timeLimit(.minutes(15))) struct `A pool of requests` {
  let diary = Diary()

  /// A pool of one request, and a call that keeps it busy until the semaphore is signalled.
  func busyPool() async -> (
    pool: RequestPool<FakeRequest>, gate: DispatchSemaphore, call: Task<Void, any Error>
  ) {
    let pool = RequestPool([FakeRequest()], label: "test")
    let gate = DispatchSemaphore(value: 0)
    let (begun, reached) = AsyncStream.makeStream(of: Void.self)
    let call = Task {
      try await pool.run { request in
        request.use {
          reached.yield()
          gate.wait()
        }
      }
    }
    for await _ in begun { break }
    return (pool, gate, call)
  }

  /// Begins a call, and waits until the pool has it.
  func begin<Value: Sendable>(
    in pool: RequestPool<FakeRequest>, _ call: @escaping @Sendable () async throws -> Value
  ) async -> Task<Value, any Error> {
    let before = pool.waitingCount
    let task = Task { try await call() }
    while pool.waitingCount == before { await Task.yield() }
    return task
  }

  /// Runs items that are written down.
  func items(_ name: String, _ count: Int, in pool: RequestPool<FakeRequest>) async throws {
    _ = try await pool.run(items: count, outputShape: [1]) { [diary] request, item, store in
      request.use {
        diary.add("\(name)\(item)")
        [Float(item)].withUnsafeBufferPointer(store)
      }
    }
  }

  @Test func `serves calls in the order in which they ask`() async throws {
    let (pool, gate, call) = await busyPool()
    var tasks: [Task<Void, any Error>] = []
    for number in 1...5 {
      tasks.append(
        await begin(in: pool) { [diary] in
          try await pool.run { _ in diary.add("\(number)") }
        })
    }
    #expect(pool.waitingCount == 5)
    #expect(diary.entries.isEmpty)
    gate.signal()
    for task in tasks + [call] { try await task.value }
    #expect(diary.entries == ["1", "2", "3", "4", "5"])
    #expect(pool.waitingCount == 0)
  }

  @Test func `hands out the items of the oldest call first, and lets nobody overtake`() async throws {
    let (pool, gate, call) = await busyPool()
    // One who comes back at once waits behind those who have waited meanwhile.
    let many = await begin(in: pool) {
      try await items("many", 3, in: pool)
      try await items("again", 2, in: pool)
    }
    let few = await begin(in: pool) { try await items("few", 1, in: pool) }
    gate.signal()
    for task in [call, many, few] { try await task.value }
    #expect(diary.entries == ["many0", "many1", "many2", "few0", "again0", "again1"])
  }

  @Test func `gathers outputs in the order of the items`() async throws {
    let pool = RequestPool([FakeRequest(), FakeRequest(), FakeRequest()], label: "test")
    let result = try await pool.run(items: 20, outputShape: [1, 2]) { request, item, store in
      request.use { [Float(item), Float(-item)].withUnsafeBufferPointer(store) }
    }
    #expect(result.shape == [20, 2])
    #expect(result.values == (0..<20).flatMap { [Float($0), Float(-$0)] })
  }

  @Test func `runs items of one call at the same time`() async throws {
    let pool = RequestPool([FakeRequest(), FakeRequest()], label: "test")
    // Each of the two waits for the other, which only works at the same time.
    let begun = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    let result = try await pool.run(items: 2, outputShape: [1]) { request, item, store in
      request.use {
        begun[item].signal()
        begun[1 - item].wait()
        [Float(item)].withUnsafeBufferPointer(store)
      }
    }
    #expect(result.values == [0, 1])
  }

  @Test func `gives a request to one caller at a time`() async throws {
    let pool = RequestPool([FakeRequest(), FakeRequest()], label: "test")
    try await withThrowingTaskGroup { group in
      for caller in 0..<16 { group.addTask { try await items("\(caller).", 5, in: pool) } }
      try await group.waitForAll()
    }
    #expect(Set(diary.entries).count == 80)
  }

  @Test func `answers a cancelled call that waits at once, and never begins it`() async throws {
    let (pool, gate, call) = await busyPool()
    let waiting = await begin(in: pool) { [diary] in
      try await pool.run { _ in diary.add("waiting") }
    }
    let batch = await begin(in: pool) { try await items("batch", 3, in: pool) }
    for task in [waiting, batch] {
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    gate.signal()
    try await call.value
    try await items("after", 1, in: pool)
    #expect(diary.entries == ["after0"])
  }

  @Test func `begins nothing for a task that is cancelled already`() async throws {
    let pool = RequestPool([FakeRequest()], label: "test")
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await pool.run { [diary] _ in diary.add("begun") }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await items("after", 1, in: pool)
    #expect(diary.entries == ["after0"])
  }

  @Test func `begins no item after one that failed`() async throws {
    let pool = RequestPool([FakeRequest()], label: "test")
    let error = await #expect(throws: InferenceError.self) {
      try await pool.run(items: 5, outputShape: [1]) { [diary] _, item, store in
        diary.add("\(item)")
        if item == 2 { throw InferenceError(.engineFailed, "the third failed") }
        [Float(0)].withUnsafeBufferPointer(store)
      }
    }
    #expect(error?.message == "the third failed")
    #expect(diary.entries == ["0", "1", "2"])
    // The request is free for others.
    try await items("after", 1, in: pool)
  }
}
