import Dispatch
import Synchronization
import Testing
import VigilCore
import VigilInference

@Suite(.timeLimit(.minutes(15))) struct `Calls that share inferences` {
  struct Refusal: Error, Equatable {}

  /// Doubles what it is given; an inference of more items than one at a time is in the diary as their count.
  static func doubling(
    mostItems: Int, diary: Diary, gate: DispatchSemaphore? = nil, refuses: Bool = false
  ) -> GatheredCalls<FakeRequest> {
    GatheredCalls(RequestPool([FakeRequest()], label: "test"), mostItems: mostItems) {
      request, items, isWanted, fill in
      var values = [Float](repeating: -1, count: 2 * items)
      request.use {
        diary.add("\(items)")
        if diary.entries.count == 1 { gate?.wait() }
        for item in 0..<items where isWanted() {
          values.withUnsafeMutableBufferPointer { all in
            var span = UnsafeMutableBufferPointer(rebasing: all[2 * item..<2 * item + 2]).mutableSpan
            fill(item, &span)
          }
        }
      }
      guard isWanted() else { throw CancellationError() }
      if refuses, items > 1 { throw Refusal() }
      return Tensor(shape: [items, 2], values: values.map { 2 * $0 })
    }
  }

  /// Asks for the doubles of a number and its half, for each item.
  static func ask(_ calls: GatheredCalls<FakeRequest>, _ numbers: [Float]) async throws -> Tensor {
    try await calls.run(items: numbers.count) { item, input in
      input[0] = numbers[item]
      input[1] = numbers[item] / 2
    }
  }

  /// A first call that keeps the only request busy, and after it calls that wait, in order.
  static func busy(
    _ calls: GatheredCalls<FakeRequest>, _ diary: Diary, then others: [[Float]]
  ) async -> [Task<Tensor, any Error>] {
    var tasks = [Task { try await ask(calls, [100]) }]
    while diary.entries.isEmpty { await Task.yield() }
    for numbers in others {
      let before = calls.waitingCount
      tasks.append(Task { try await ask(calls, numbers) })
      while calls.waitingCount == before { await Task.yield() }
    }
    return tasks
  }

  @Test func `serve each alone where nobody waits`() async throws {
    let diary = Diary()
    let calls = Self.doubling(mostItems: 100, diary: diary)
    for number in 1...3 {
      let answer = try await Self.ask(calls, [Float(number), 10])
      #expect(answer == Tensor(shape: [2, 2], values: [2 * Float(number), Float(number), 20, 10]))
    }
    #expect(diary.entries == ["2", "2", "2"])
  }

  @Test(arguments: [(1, ["1", "1", "1", "1", "1", "1"]), (4, ["1", "4", "1"]), (100, ["1", "4", "1"])])
  func `give each its own of what waited together`(_ mostItems: Int, _ inferences: [String]) async throws {
    let (diary, gate) = (Diary(), DispatchSemaphore(value: 0))
    let calls = Self.doubling(mostItems: mostItems, diary: diary, gate: gate)
    let tasks = await Self.busy(calls, diary, then: (1...5).map { [Float($0)] })
    gate.signal()
    for (task, number) in zip(tasks, [Float(100), 1, 2, 3, 4, 5]) {
      #expect(try await task.value == Tensor(shape: [1, 2], values: [2 * number, number]))
    }
    #expect(diary.entries == inferences)
    #expect(calls.waitingCount == 0)
  }

  @Test func `share only with those of as many items, in the order of asking`() async throws {
    let (diary, gate) = (Diary(), DispatchSemaphore(value: 0))
    let calls = Self.doubling(mostItems: 8, diary: diary, gate: gate)
    let numbers: [[Float]] = [[1, 2], [3, 4], [5, 6], [7, 8], [9], [10, 11]]
    let tasks = await Self.busy(calls, diary, then: numbers)
    gate.signal()
    for (task, numbers) in zip(tasks.dropFirst(), numbers) {
      let expected = Tensor(shape: [numbers.count, 2], values: numbers.flatMap { [2 * $0, $0] })
      #expect(try await task.value == expected)
    }
    #expect(diary.entries == ["1", "8", "1", "2"])
  }

  @Test func `answer one that is cancelled at once, and the others as if it had not been there`() async throws
  {
    let (diary, gate) = (Diary(), DispatchSemaphore(value: 0))
    let calls = Self.doubling(mostItems: 100, diary: diary, gate: gate)
    let tasks = await Self.busy(calls, diary, then: (1...5).map { [Float($0)] })
    tasks[2].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[2].value }
    // The one that is running gives no values either, as its input may not be there.
    tasks[0].cancel()
    gate.signal()
    await #expect(throws: CancellationError.self) { try await tasks[0].value }
    for number in [1, 3, 4, 5] {
      #expect(
        try await tasks[number].value == Tensor(shape: [1, 2], values: [2 * Float(number), Float(number)]))
    }
    #expect(diary.entries == ["1", "4"])
  }

  @Test func `cancelled before they begin are not begun`() async throws {
    let diary = Diary()
    let calls = Self.doubling(mostItems: 100, diary: diary)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await Self.ask(calls, [1])
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await Self.ask(calls, [2]) == Tensor(shape: [1, 2], values: [4, 2]))
    #expect(diary.entries == ["1"])
    #expect(calls.waitingCount == 0)
  }

  @Test func `fail together`() async throws {
    let (diary, gate) = (Diary(), DispatchSemaphore(value: 0))
    let calls = Self.doubling(mostItems: 100, diary: diary, gate: gate, refuses: true)
    let tasks = await Self.busy(calls, diary, then: (1...5).map { [Float($0)] })
    gate.signal()
    for number in 1...4 { await #expect(throws: Refusal.self) { try await tasks[number].value } }
    #expect(try await tasks[5].value == Tensor(shape: [1, 2], values: [10, 5]))
  }
}
