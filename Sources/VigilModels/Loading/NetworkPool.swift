import Synchronization
import VigilCore
import VigilInference
public import VigilPipeline

/// The loaded networks of a process: each is loaded once, and shared by all who ask for the same one.
///
/// Two are the same if the digest of graph and weights, the engine, the device, the threads, the streams that were asked for, the
/// number format and the cache are. How many crops a camera has makes no difference: cameras with ten and with one share a network.
///
/// A network is freed with the last `LoadedNetworks`, extractor or detector that holds it; the pool itself holds none. Networks
/// are loaded one after another, whole-frame ones of every size among them, so that what one needs while it is loaded never adds
/// to what another does.
public final class NetworkPool: Sendable {
  /// What distinguishes a loaded network from another.
  struct Key: Hashable, Sendable {
    /// The digest of graph and weights.
    var identity: String
    /// The name of the engine, and where it computes.
    var engine: String
    var device: ComputeDevice
    /// The threads that it computes on.
    var threads: Int
    /// The streams that were asked for; nil if they follow from the inputs that usually wait, which do not matter themselves.
    var streams: Int?
    var precision: LoadOptions.Precision
    var cache: ModelCache?
    /// Whether the first layers are computed apart.
    var hasFastStem = false
    /// The crops that one pass over whole frames gives; nil for a network for crops, or a detector.
    var cropsPerPass: Int?
  }

  /// What a key stands for: an object, which lives as long as somebody holds it.
  typealias Shared = AnyObject & Sendable

  private struct Place: Hashable {
    var engine: String
    var device: ComputeDevice
  }

  private enum Entry {
    case loading(SharedResult<any Shared>)
    case loaded(Weak)

    var isGone: Bool {
      if case .loaded(let weak) = self { weak.network == nil } else { false }
    }
  }

  private struct Weak {
    weak var network: (any Shared)?
  }

  private struct State {
    var engines: [Place: any InferenceEngine] = [:]
    var networks: [Key: Entry] = [:]
  }

  /// How many inputs usually wait for an extractor in the whole process, which decides its streams; nil: as many as whoever asks
  /// first says.
  ///
  /// With several cameras, give the sum of what they ask for at once: the crops of each, or one with a cascade. Otherwise the
  /// streams that suit the first camera serve them all.
  public let concurrentItems: Int?
  /// The memory that all networks for whole frames may hold together, whatever their model, size and crops, in bytes: weights,
  /// wherever they are, and buffers. The least recently used one is released first; those in use, and the most recent one, are
  /// kept.
  public let byteLimit: Int
  /// The networks for whole frames.
  let wholeFrames: SessionCache
  private let queue = LoadingQueue()
  private let state = Mutex(State())

  /// Makes an empty pool.
  public init(concurrentItems: Int? = nil, byteLimit: Int = ExtractorNetwork.usualByteLimit) {
    precondition(concurrentItems ?? 1 >= 1, "at least one input waits")
    self.concurrentItems = concurrentItems
    self.byteLimit = byteLimit
    wholeFrames = SessionCache(byteLimit: byteLimit, queue: queue)
  }

  /// How many networks are loaded and held by somebody, or being loaded.
  public var count: Int { state.withLock { $0.networks.values.count { !$0.isGone } } }

  /// Forgets all networks: who asks again loads again. Those that are held go with their holders.
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
  ///
  /// - Throws: what `load` throws, to all who wait; `CancellationError` to those whose task is cancelled, at once: the load goes on
  ///   for the others.
  func network<Network: Shared>(
    _ key: Key, load: @escaping @Sendable () async throws -> Network
  ) async throws -> Network {
    switch state.withLock({ find(key, in: &$0, load: load) }) {
    case .there(let network): return Self.network(network)
    case .loading(let loading): return Self.network(try await loading.value())
    }
  }

  private enum Found {
    case there(any Shared)
    case loading(SharedResult<any Shared>)
  }

  private func find(
    _ key: Key, in state: inout State, load: @escaping @Sendable () async throws -> any Shared
  ) -> Found {
    state.networks = state.networks.filter { !$0.value.isGone }
    switch state.networks[key] {
    case .loading(let loading): return .loading(loading)
    case .loaded(let weak): if let network = weak.network { return .there(network) }
    case nil: break
    }
    let loading = SharedResult<any Shared>()
    state.networks[key] = .loading(loading)
    queue.add {
      let result: Result<any Shared, any Error>
      do { result = .success(try await load()) } catch { result = .failure(error) }
      self.settle(key, loading, result)
      loading.finish(result)
    }
    return .loading(loading)
  }

  /// Notes how a load ended.
  private func settle(
    _ key: Key, _ loading: SharedResult<any Shared>, _ result: Result<any Shared, any Error>
  ) {
    state.withLock { state in
      guard case .loading(let current) = state.networks[key], current === loading else { return }
      // A failed load may succeed another time, for example after a full disk.
      state.networks[key] = (try? result.get()).map { .loaded(Weak(network: $0)) }
    }
  }

  private static func network<Network: Shared>(_ found: any Shared) -> Network {
    guard let network = found as? Network else { preconditionFailure("a digest names one network") }
    return network
  }
}
