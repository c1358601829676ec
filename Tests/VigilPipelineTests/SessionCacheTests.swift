import Synchronization
import Testing
import VigilCore
import VigilInference
import VigilPipeline
import VigilPreprocessing

/// Networks for whole frames that count how often each size was loaded.
private final class Loads: Sendable {
  private let sizes = Mutex<[String]>([])
  private let failures: Mutex<Int>
  private let sessions = Mutex<[String: ScriptedSession]>([:])
  private let servesAtOnce: Bool

  /// Holds loads up until it is opened.
  private let gate = Gate()

  init(failures: Int = 0, servesAtOnce: Bool = true, isHeld: Bool = false) {
    if !isHeld { gate.open() }
    self.failures = Mutex(failures)
    self.servesAtOnce = servesAtOnce
  }

  var log: [String] { sizes.withLock { $0 } }

  /// The session that was loaded last for frames of a width.
  func session(_ size: String) -> ScriptedSession? { sessions.withLock { $0[size] } }

  func open() { gate.open() }

  func extractor(byteLimit: Int) -> FeatureExtractor {
    let network = ExtractorNetwork(
      featureSize: 1, layout: StreamLayout(threads: 1, streams: 1), cropsPerPass: 5, byteLimit: byteLimit,
      load: load(outputs: 5))
    return FeatureExtractor(preprocessing: Preprocessing(.whole, crops: .five), network: network)
  }

  /// An extractor whose sessions are kept beside those of others.
  func extractor(in sessions: SessionCache, crops: CropCount = .five) -> FeatureExtractor {
    let preprocessing = Preprocessing(.whole, crops: crops)
    let network = WholeFrameNetwork(
      featureSize: 1, layout: StreamLayout(threads: 1, streams: 1), cropsPerPass: preprocessing.cropsPerPass,
      sessions: sessions, load: load(outputs: preprocessing.cropsPerPass))
    return FeatureExtractor(preprocessing: preprocessing, network: ExtractorNetwork(network))
  }

  /// Loads sessions of a hundred bytes: nine tenths weights and one buffers, and a mapped file that holds nothing.
  private func load(outputs: Int) -> WholeFrameNetwork.Load {
    { height, width throws(InferenceError) in
      let size = "\(width)x\(height)"
      self.sizes.withLock { $0.append(size) }
      await self.gate.pass()
      guard
        self.failures.withLock({
          $0 -= 1; return $0 < 0
        })
      else {
        throw InferenceError(.cacheUnwritable, "the disk is full")
      }
      let session = ScriptedSession(
        input: [1, 3, 16, height, width], outputPerItem: outputs,
        memory: [MemoryItem("input", bytes: 10), MemoryItem("cache", bytes: 5000, .mapped)], weightBytes: 90,
        servesAtOnce: self.servesAtOnce)
      self.sessions.withLock { $0[size] = session }
      return session
    }
  }
}

@Suite(.timeLimit(.minutes(15))) struct `Networks for whole frames` {
  /// A snippet of grey frames of the shortest sides that the preset leaves as they are.
  private func snippet(_ width: Int, _ height: Int, crops: CropCount = .five) throws -> PreparedSnippet {
    let preprocessing = Preprocessing(.whole, crops: crops)
    let frame = Frame(
      index: 0, time: 0, width: width, height: height,
      pixels: [UInt8](repeating: 51, count: 3 * width * height))
    return PreparedSnippet(
      preprocessing: preprocessing, frames: Array(repeating: try preprocessing.prepare(frame), count: 16))
  }

  @Test func `are kept by size: alternating between two aspect ratios loads each once`() async throws {
    let loads = Loads()
    let extractor = loads.extractor(byteLimit: 1000)
    let (wide, narrow) = (try snippet(256, 256), try snippet(341, 256))
    for _ in 0..<4 {
      for snippet in [wide, narrow] {
        #expect(try await extractor.features(of: snippet).shape == [5, 1])
      }
    }
    #expect(loads.log == ["256x256", "341x256"])
  }

  @Test func `are released under a memory limit, the least recently used first`() async throws {
    let loads = Loads()
    let extractor = loads.extractor(byteLimit: 250)
    let sizes = [256, 300, 341]
    let snippets = try sizes.map { try snippet($0, 256) }
    for index in [0, 1, 0, 2] { _ = try await extractor.features(of: snippets[index]) }
    #expect(loads.log == ["256x256", "300x256", "341x256"])
    // The second gave way: it was used before the first.
    for index in [0, 2, 1] { _ = try await extractor.features(of: snippets[index]) }
    #expect(loads.log == ["256x256", "300x256", "341x256", "300x256"])
  }

  @Test func `are kept while in use, whatever the limit, and so is the most recent one`() async throws {
    let loads = Loads(servesAtOnce: false)
    let extractor = loads.extractor(byteLimit: 1)
    let (first, second) = (try snippet(256, 256), try snippet(300, 256))
    func ask(_ snippet: PreparedSnippet) -> Task<Tensor, any Error> {
      Task { try await extractor.features(of: snippet) }
    }
    let one = ask(first)
    while loads.session("256x256") == nil { await Task.yield() }
    let other = ask(second)
    while loads.session("300x256") == nil { await Task.yield() }
    try await #require(loads.session("300x256")).asked(1)
    // The first is in use, so whoever asks for it again shares it.
    let again = ask(first)
    try await #require(loads.session("256x256")).asked(2)
    #expect(loads.log == ["256x256", "300x256"])
    for size in ["256x256", "300x256"] { try #require(loads.session(size)).open() }
    for task in [one, other, again] { _ = try await task.value }
    _ = try await extractor.features(of: first)
    #expect(loads.log == ["256x256", "300x256"], "the one that was asked for last")
    let evicted = ask(second)
    while loads.log.count < 3 { await Task.yield() }
    #expect(loads.log.last == "300x256")
    while loads.session("300x256")?.waiting != 1 { await Task.yield() }
    try #require(loads.session("300x256")).open()
    _ = try await evicted.value
  }

  @Test func `are not waited for once a stop is requested before the first snippet`() async throws {
    let loads = Loads(isHeld: true)
    let source = ScriptedSource(isLive: false)
    source.give(snippets: 2, brightness: 51)
    let (pipeline, stop) = (
      FeaturePipeline(source: source, extractor: loads.extractor(byteLimit: 1000)), StopRequest()
    )
    async let counts = pipeline.run(stop: stop) { _ in Issue.record("nothing can be extracted yet") }
    while loads.log.isEmpty { await Task.yield() }
    stop.request()
    #expect(try await counts.snippets == 0)
    loads.open()
  }

  @Test func `serve crop counts with the same crops per pass`() {
    let network = Loads().extractor(byteLimit: 1000).network
    #expect(network.accepts(Preprocessing(.whole, crops: .five)))
    #expect(network.accepts(Preprocessing(.whole, crops: .ten)))
    #expect(!network.accepts(Preprocessing(.whole, crops: .one)))
    #expect(!network.accepts(Preprocessing(.rtfm, crops: .five)))
  }

  @Test func `share one limit, whatever their crops`() async throws {
    let (sessions, loads) = (SessionCache(byteLimit: 150), Loads())
    let (five, one) = (loads.extractor(in: sessions), loads.extractor(in: sessions, crops: .one))
    _ = try await five.features(of: snippet(256, 256))
    #expect(sessions.bytes == 100)
    _ = try await one.features(of: snippet(300, 256, crops: .one))
    #expect(sessions.bytes == 100, "the first gave way")
    _ = try await five.features(of: snippet(256, 256))
    #expect(loads.log == ["256x256", "300x256", "256x256"])
  }

  @Test func `count what is assumed for weights of unknown size`() async throws {
    let sessions = SessionCache(byteLimit: 1 << 30)
    let network = WholeFrameNetwork(
      featureSize: 1, layout: StreamLayout(threads: 1, streams: 1), cropsPerPass: 5, sessions: sessions
    ) { height, width throws(InferenceError) in
      ScriptedSession(
        input: [1, 3, 16, height, width], outputPerItem: 5, memory: [MemoryItem("input", bytes: 7)])
    }
    let extractor = FeatureExtractor(
      preprocessing: Preprocessing(.whole, crops: .five), network: ExtractorNetwork(network))
    _ = try await extractor.features(of: snippet(256, 256))
    #expect(sessions.bytes == 128 << 20 + 7)
  }

  @Test func `go with the last who holds the network`() async throws {
    let (sessions, loads) = (SessionCache(byteLimit: 1000), Loads())
    var extractors: [FeatureExtractor] = [loads.extractor(in: sessions), loads.extractor(in: sessions)]
    for extractor in extractors { _ = try await extractor.features(of: snippet(256, 256)) }
    #expect(sessions.bytes == 200)
    extractors.removeLast()
    #expect(sessions.bytes == 100)
    extractors.removeLast()
    #expect(sessions.bytes == 0)
  }

  @Test func `are loaded in turn with everything else`() async throws {
    let (queue, gate, loads) = (LoadingQueue(), Gate(), Loads())
    let extractor = loads.extractor(in: SessionCache(byteLimit: 1000, queue: queue))
    queue.add { await gate.pass() }
    let snippet = try snippet(256, 256)
    let features = Task { try await extractor.features(of: snippet) }
    while queue.waitingCount == 0, loads.log.isEmpty { await Task.yield() }
    #expect(loads.log.isEmpty, "another load has not ended")
    gate.open()
    _ = try await features.value
    #expect(loads.log == ["256x256"])
  }

  @Test func `are not waited for by a task that is cancelled, and loaded for the others`() async throws {
    let loads = Loads(isHeld: true)
    let extractor = loads.extractor(byteLimit: 1)
    let snippet = try snippet(256, 256)
    func ask() -> Task<Tensor, any Error> { Task { try await extractor.features(of: snippet) } }
    let (left, other) = (ask(), ask())
    while loads.log.isEmpty { await Task.yield() }
    left.cancel()
    await #expect(throws: CancellationError.self) { try await left.value }
    loads.open()
    #expect(try await other.value.shape == [5, 1])
    #expect(loads.log == ["256x256"])
    // Whoever left uses nothing any more: it gives way to the next.
    _ = try await extractor.features(of: self.snippet(300, 256))
    _ = try await extractor.features(of: snippet)
    #expect(loads.log == ["256x256", "300x256", "256x256"])
  }

  @Test func `are part of the queue wait of the snippets that wait for them`() async throws {
    let clock = ManualClock()
    let network = ExtractorNetwork(
      featureSize: 1, layout: StreamLayout(threads: 1, streams: 1), cropsPerPass: 5
    ) { height, width throws(InferenceError) in
      clock.advance(seconds: 3)
      return ScriptedSession(input: [1, 3, 16, height, width], outputPerItem: 5)
    }
    let source = ScriptedSource(isLive: false, clock: clock)
    source.give(snippets: 2, brightness: 10)
    source.finish()
    var waits: [Double] = []
    let extractor = FeatureExtractor(preprocessing: Preprocessing(.whole, crops: .five), network: network)
    _ = try await FeaturePipeline(source: source, extractor: extractor, clocks: clock.clocks)
      .run(stop: StopRequest()) { waits.append($0.queueWait) }
    #expect(waits == [3, 0])
  }

  @Test func `are loaded again after a failure`() async throws {
    let loads = Loads(failures: 1)
    let extractor = loads.extractor(byteLimit: 1000)
    let snippet = try snippet(256, 256)
    let error = await #expect(throws: InferenceError.self) { try await extractor.features(of: snippet) }
    #expect(error?.code == .cacheUnwritable)
    _ = try await extractor.features(of: snippet)
    #expect(loads.log == ["256x256", "256x256"])
  }
}
