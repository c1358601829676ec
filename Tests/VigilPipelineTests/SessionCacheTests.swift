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
  private let bytes: Int
  private let sessions = Mutex<[String: ScriptedSession]>([:])
  private let servesAtOnce: Bool

  init(bytes: Int = 100, failures: Int = 0, servesAtOnce: Bool = true) {
    self.bytes = bytes
    self.failures = Mutex(failures)
    self.servesAtOnce = servesAtOnce
  }

  var log: [String] { sizes.withLock { $0 } }

  /// The session that was loaded last for frames of a width.
  func session(_ size: String) -> ScriptedSession? { sessions.withLock { $0[size] } }

  func extractor(byteLimit: Int) -> FeatureExtractor {
    let network = ExtractorNetwork(
      featureSize: 1, layout: StreamLayout(threads: 1, streams: 1), cropsPerPass: 5, byteLimit: byteLimit
    ) { height, width throws(InferenceError) in
      let size = "\(width)x\(height)"
      self.sizes.withLock { $0.append(size) }
      guard
        self.failures.withLock({
          $0 -= 1; return $0 < 0
        })
      else {
        throw InferenceError(.cacheUnwritable, "the disk is full")
      }
      let session = ScriptedSession(
        input: [1, 3, 16, height, width], outputPerItem: 5, bytes: self.bytes, servesAtOnce: self.servesAtOnce
      )
      self.sessions.withLock { $0[size] = session }
      return session
    }
    return FeatureExtractor(preprocessing: Preprocessing(.whole, crops: .five), network: network)
  }
}

@Suite(.timeLimit(.minutes(10))) struct `Networks for whole frames` {
  /// A snippet of grey frames of the shortest sides that the preset leaves as they are.
  private func snippet(_ width: Int, _ height: Int) throws -> PreparedSnippet {
    let preprocessing = Preprocessing(.whole, crops: .five)
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

  @Test func `serve crop counts with the same crops per pass`() {
    let network = Loads().extractor(byteLimit: 1000).network
    #expect(network.accepts(Preprocessing(.whole, crops: .five)))
    #expect(network.accepts(Preprocessing(.whole, crops: .ten)))
    #expect(!network.accepts(Preprocessing(.whole, crops: .one)))
    #expect(!network.accepts(Preprocessing(.rtfm, crops: .five)))
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
