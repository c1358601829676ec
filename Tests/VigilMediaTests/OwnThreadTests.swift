import Dispatch
import Foundation
import Synchronization
import Testing
import VigilMedia

@Suite(.timeLimit(.minutes(15))) struct `A thread of its own` {
  @Test func `gives what it computes, or its error`() async throws {
    #expect(try await VigilMedia.OwnThread.run("test") { _ in 7 } == 7)
    await #expect(throws: MediaError.self) {
      try await VigilMedia.OwnThread.run("test") { _ in throw MediaError(.silence, "nothing came") }
    }
  }

  @Test func `is left at once by a task that is cancelled, and told to stop`() async throws {
    // C code that does not notice.
    let gate = DispatchSemaphore(value: 0)
    let begun = Mutex(false)
    let ended = Mutex(false)
    let isStopped = Mutex(false)
    let task = Task {
      defer { ended.withLock { $0 = true } }
      try await VigilMedia.OwnThread.run("test") { stop in
        begun.withLock { $0 = true }
        gate.wait()
        isStopped.withLock { $0 = stop.isStopped }
      }
    }
    while !begun.withLock({ $0 }) { await Task.yield() }
    task.cancel()
    // Until the time limit, if it is not left.
    while !ended.withLock({ $0 }), !Task.isCancelled { await Task.yield() }
    #expect(ended.withLock { $0 } && !isStopped.withLock { $0 })
    gate.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    while !isStopped.withLock({ $0 }), !Task.isCancelled { await Task.yield() }
    #expect(isStopped.withLock { $0 })
  }
}
