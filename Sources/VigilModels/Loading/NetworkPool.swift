import Synchronization
import VigilInference
public import VigilPipeline

/// The loaded networks of a process: each is loaded once, and shared by all who ask for the same one.
///
/// Two are the same if the digest of graph and weights, the engine, the device and the options of loading are. Networks are
/// loaded one after another, so that what one needs while it is loaded never adds to what another does.
public final class NetworkPool: Sendable {
  /// What distinguishes a loaded network from another.
  struct Key: Hashable, Sendable {
    /// The digest of graph and weights.
    var identity: String
    /// The name of the engine, and where it computes.
    var engine: String
    var device: ComputeDevice
    var options: LoadOptions
    /// Whether the first layers are computed apart.
    var hasFastStem = false
    /// The crops that one pass over whole frames gives; nil for a network for crops, or a detector.
    var cropsPerPass: Int?
  }

  /// What a key stands for.
  enum Loaded: Sendable {
    case detector(SessionDetector)
    case extractor(ExtractorNetwork)
  }

  private struct Place: Hashable {
    var engine: String
    var device: ComputeDevice
  }

  private struct State {
    var engines: [Place: any InferenceEngine] = [:]
    var networks: [Key: Task<Loaded, any Error>] = [:]
    /// Ends with the load that was asked for last.
    var last: Task<Void, Never>?
  }

  /// How many inputs usually wait for an extractor in the whole process; nil: as many as each run says for itself.
  ///
  /// With many cameras a number makes unlike ones share a network, since crop counts no longer decide how it is loaded.
  public let concurrentItems: Int?
  /// The memory that the networks for whole frames of several sizes may hold together, in bytes; see `ExtractorNetwork`.
  public let byteLimit: Int
  private let state = Mutex(State())

  /// Makes an empty pool.
  public init(concurrentItems: Int? = nil, byteLimit: Int = ExtractorNetwork.usualByteLimit) {
    precondition(concurrentItems ?? 1 >= 1, "at least one input waits")
    self.concurrentItems = concurrentItems
    self.byteLimit = byteLimit
  }

  /// How many networks are loaded, or being loaded.
  public var count: Int { state.withLock { $0.networks.count } }

  /// Releases all networks that no run holds any more, and forgets the others: who asks again loads again.
  public func removeAll() { state.withLock { $0.networks = [:] } }

  /// The engine of a configuration, opened once.
  func engine(_ configuration: EngineConfiguration) throws(InferenceError) -> any InferenceEngine {
    let place = Place(engine: configuration.engine.name, device: configuration.device)
    if let opened = state.withLock({ $0.engines[place] }) { return opened }
    let opened = try configuration.open()
    return state.withLock { state in
      let first = state.engines[place] ?? opened
      state.engines[place] = first
      return first
    }
  }

  /// The network of a key: the one that is there, the one that is being loaded, or what `load` gives.
  func network(
    _ key: Key, load: @escaping @Sendable () async throws -> Loaded
  ) async throws -> Loaded {
    let loading = state.withLock { state -> Task<Loaded, any Error> in
      if let known = state.networks[key] { return known }
      let before = state.last
      let loading = Task {
        await before?.value
        return try await load()
      }
      state.networks[key] = loading
      state.last = Task { _ = await loading.result }
      return loading
    }
    do {
      return try await loading.value
    } catch {
      // A failed load may succeed another time, for example after a full disk.
      state.withLock { if $0.networks[key] == loading { $0.networks[key] = nil } }
      throw error
    }
  }
}
