import Synchronization
import Testing
import VigilCore
import VigilInference

@Suite(.timeLimit(.minutes(15))) struct `A queue of loads` {
  @Test func `runs one after another, in the order in which they were added`() async throws {
    let (queue, log) = (LoadingQueue(), Diary())
    let running = Atomic(0)
    let all = SharedResult<Void>()
    for number in 1...20 {
      queue.add {
        let others = running.wrappingAdd(1, ordering: .relaxed).oldValue
        #expect(others == 0)
        // Time for another to begin.
        for _ in 0..<100 { await Task.yield() }
        log.add("\(number)")
        running.wrappingSubtract(1, ordering: .relaxed)
        if number == 20 { all.finish(.success(())) }
      }
    }
    try await all.value()
    #expect(log.entries == (1...20).map { "\($0)" })
    #expect(queue.waitingCount == 0)
    // It begins anew.
    let again = SharedResult<Int>()
    queue.add { again.finish(.success(7)) }
    #expect(try await again.value() == 7)
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A shared result` {
  private struct Full: Error {}

  @Test func `is passed on to all who wait, before and after it is there`() async throws {
    let result = SharedResult<Int>()
    let waiting = (0..<5).map { _ in Task { try await result.value() } }
    for _ in 0..<100 { await Task.yield() }
    result.finish(.success(3))
    for task in waiting { #expect(try await task.value == 3) }
    #expect(try await result.value() == 3)
    let failed = SharedResult<Int>()
    failed.finish(.failure(Full()))
    await #expect(throws: Full.self) { try await failed.value() }
  }

  @Test func `is not waited for by tasks that are cancelled, sooner or later`() async throws {
    let result = SharedResult<Int>()
    let (left, other) = (Task { try await result.value() }, Task { try await result.value() })
    for _ in 0..<100 { await Task.yield() }
    left.cancel()
    await #expect(throws: CancellationError.self) { try await left.value }
    let late = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await result.value()
    }
    late.cancel()
    await #expect(throws: CancellationError.self) { try await late.value }
    result.finish(.success(3))
    #expect(try await other.value == 3)
  }
}
