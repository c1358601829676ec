import Synchronization
import Testing
import VigilPipeline

/// Who had a turn.
private final class Order: Sendable {
  private let given = Mutex<[Int]>([])
  var numbers: [Int] { given.withLock { $0 } }
  func add(_ number: Int) { given.withLock { $0.append(number) } }
}

@Suite(.timeLimit(.minutes(15))) struct `Turns at the networks` {
  @Test func `are given in the order in which they were asked for, a few at a time`() async throws {
    let turns = Turns()
    let order = Order()
    turns.raise(to: 2)
    turns.raise(to: 1)
    var waiting: [Task<Void, any Error>] = []
    try await turns.take()
    try await turns.take()
    for number in 0..<5 {
      waiting.append(
        Task {
          try await turns.take()
          order.add(number)
        })
      while turns.waitingCount <= number { await Task.yield() }
    }
    waiting[1].cancel()
    await #expect(throws: CancellationError.self) { try await waiting[1].value }
    #expect(turns.waitingCount == 4 && order.numbers.isEmpty)
    for (given, number) in [0, 2, 3, 4].enumerated() {
      turns.giveBack()
      try await waiting[number].value
      #expect(order.numbers == Array([0, 2, 3, 4].prefix(given + 1)))
    }
    turns.giveBack()
    turns.giveBack()
    // What was given to one who no longer wanted it is not lost.
    let late = Task { try await turns.take() }
    late.cancel()
    if (try? await late.value) != nil { turns.giveBack() }
    try await turns.take()
    try await turns.take()
    #expect(turns.waitingCount == 0)
  }
}
