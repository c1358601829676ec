import Synchronization
import VigilCore
import VigilDetection
import VigilInference
import VigilPreprocessing

/// A loaded network that gives the brightness of its input, and serves items one after another when it is told to.
///
/// Items wait in the order in which they were asked for, whoever asks.
final class ScriptedSession: InferenceSession {
  private typealias Answer = CheckedContinuation<Result<Tensor, InferenceError>, Never>

  private final class Batch: Sendable {
    let fill: @Sendable (Int, inout MutableSpan<Float>) -> Void
    let results: Mutex<(values: [Float], left: Int, answer: Answer?)>

    init(items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void, answer: Answer) {
      self.fill = fill
      results = Mutex((Array(repeating: 0, count: items), items, answer))
    }
  }

  private struct State {
    var waiting: [(batch: Batch, item: Int)] = []
    var asked = 0
    var isOpen: Bool
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  let input: NetworkPort
  let outputs = [NetworkPort(name: "features", shape: [1, 1])]
  let layout = StreamLayout(threads: 1, streams: 1)
  let memory: [MemoryItem]
  let weightBytes: Int?
  private let outputPerItem: Int
  private let state: Mutex<State>

  /// Makes a session that serves at once, or only when `serve()` is called.
  init(
    input: [Int] = [1] + Preprocessing(.compact, crops: .one).cropShape, outputPerItem: Int = 1,
    memory: [MemoryItem] = [], weightBytes: Int? = nil, servesAtOnce: Bool = true
  ) {
    self.input = NetworkPort(name: "snippet", shape: input)
    self.outputPerItem = outputPerItem
    self.memory = memory
    self.weightBytes = weightBytes
    state = Mutex(State(isOpen: servesAtOnce))
  }

  /// How many items wait.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Waits until so many items were asked for, over all callers and calls.
  func asked(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.asked >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Serves the item that waits longest.
  func serve() {
    guard let (batch, item) = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) else {
      preconditionFailure("nobody waits")
    }
    run(item, of: batch)
  }

  /// Serves everything, now and from now on.
  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for (batch, item) in waiting { run(item, of: batch) }
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor {
    let result: Result<Tensor, InferenceError> = await withCheckedContinuation { answer in
      let batch = Batch(items: items, fill: fill, answer: answer)
      let (isOpen, reached) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
        state.asked += items
        if !state.isOpen { for item in 0..<items { state.waiting.append((batch, item)) } }
        let asked = state.asked
        let reached = state.watchers.filter { $0.count <= asked }.map(\.continuation)
        state.watchers.removeAll { $0.count <= asked }
        return (state.isOpen, reached)
      }
      for continuation in reached { continuation.resume() }
      if isOpen { for item in 0..<items { run(item, of: batch) } }
    }
    return try result.get()
  }

  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor] {
    throw InferenceError(.engineFailed, "the script has no such run")
  }

  private func run(_ item: Int, of batch: Batch) {
    var values = [Float](repeating: 0, count: input.fixedShape?.reduce(1, *) ?? 0)
    var span = values.mutableSpan
    batch.fill(item, &span)
    // The preset's scale, turned round.
    let brightness = (values[0] * 57.375 + 114.75) / 255
    let done = batch.results.withLock { results -> (Answer, [Float])? in
      results.values[item] = brightness
      results.left -= 1
      guard results.left == 0, let answer = results.answer.take() else { return nil }
      return (answer, results.values)
    }
    guard let (answer, values) = done else { return }
    let features = values.flatMap { Array(repeating: $0, count: outputPerItem) }
    answer.resume(returning: .success(Tensor(shape: [values.count, outputPerItem], values: features)))
  }
}

/// Scores the newest snippet of a window by its brightness, and notes how many snippets it saw.
final class BrightnessDetector: DetectorNetwork {
  private let seen = Mutex<[[Float]]>([])
  /// What is added to the score of a window by its length.
  let rise = Mutex<@Sendable (Int) -> Float>({ _ in 0 })

  /// The length of each window that was scored.
  var windows: [Int] { contents.map(\.count) }

  /// The features of the first crop in each window that was scored.
  var contents: [[Float]] { seen.withLock { $0 } }

  func scores(_ features: Tensor) async throws -> Tensor {
    let (crops, count) = (features.shape[0], features.shape[1])
    seen.withLock { $0.append(Array(features.values[..<count])) }
    let rise = rise.withLock { $0(count) }
    return Tensor(
      shape: [crops, 1], values: (0..<crops).map { features.values[($0 + 1) * count - 1] + rise })
  }
}
