import Synchronization
public import VigilCore
public import VigilInference
public import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// The networks of a selection in an engine, loaded when they are asked for.
///
/// Several of one pool share what is the same: the engine, and each network with its weights. What was loaded stays as long as this
/// value, a copy of it, or an extractor or detector that it gave.
public struct LoadedNetworks: Sendable {
  /// What runs the networks.
  public let engine: any InferenceEngine
  /// The networks, with the number formats that the engine computes them in.
  public let selection: ModelSelection
  private let configuration: EngineConfiguration
  private let pool: NetworkPool
  private let held = HeldNetworks()

  /// Opens the engine; networks are loaded on demand.
  ///
  /// - Parameters:
  ///   - selection: The networks.
  ///   - configuration: The engine, and how networks run in it.
  ///   - pool: Where networks are kept and shared; of its own if not given.
  public init(
    _ selection: ModelSelection, configuration: EngineConfiguration, pool: NetworkPool = NetworkPool()
  ) throws {
    engine = try pool.engine(configuration)
    self.pool = pool
    self.selection = try configuration.computed(selection)
    self.configuration = configuration
  }

  /// The engine in a result's provenance.
  public var description: EngineDescription {
    EngineDescription(name: engine.name, version: engine.version, device: engine.device)
  }

  /// The extractor.
  ///
  /// - Parameter concurrentItems: The crops that usually wait together, if not all of a snippet: one in a cascade, which then
  ///   has all threads. A network that the pool has already is shared as it was loaded.
  /// - Throws: `ModelError` if the network does not fit the preprocessing; `InferenceError` of the engine; `CancellationError` as
  ///   soon as the task is cancelled.
  public func extractor(concurrentItems: Int? = nil) async throws -> FeatureExtractor {
    let network = try selection.network(.extractor)
    let preprocessing = selection.preprocessing
    try selection.verifyCrops()
    guard let size = network.graph.outputs[0].shape.last?.size else {
      throw ModelError(
        .mismatch, "the extractor \(network.weightsName) does not say how long its features are")
    }
    let canSplit = configuration.capabilities.stem.isPossible
    guard configuration.fastStem != true || canSplit && network.split() != nil else {
      throw ModelError(
        .mismatch,
        canSplit
          ? "--fast-stem is for extractors of the 32x2 layout; \(network.weightsName) begins with other layers"
          : "--fast-stem needs a processor with AVX2 and FMA")
    }
    let items = items(concurrentItems)
    var key = key(network, concurrentItems: items)
    key.hasFastStem = configuration.usesFastStem && network.split() != nil
    guard preprocessing.seesWholeFrames else {
      let session = try await shared(key) { SharedSession(try await load(network, items)) }
      return FeatureExtractor(
        preprocessing: preprocessing, network: ExtractorNetwork(featureSize: size, session: session))
    }
    // Refuse a network that cannot take whole frames before the first frame arrives.
    _ = try network.seeingWholeFrames(height: 256, width: 256, preprocessing: preprocessing)
    key.cropsPerPass = preprocessing.cropsPerPass
    let (layout, sessions) = (loadOptions(network, concurrentItems: items).layout, pool.wholeFrames)
    let wholeFrames = try await shared(key) {
      WholeFrameNetwork(
        featureSize: size, layout: layout, cropsPerPass: preprocessing.cropsPerPass, sessions: sessions
      ) { height, width throws(InferenceError) in
        let sized: SelectedNetwork
        do throws(NetworksError) {
          sized = try network.seeingWholeFrames(height: height, width: width, preprocessing: preprocessing)
        } catch {
          throw InferenceError(.modelNotFound, error.message)
        }
        return try await load(sized, items)
      }
    }
    return FeatureExtractor(preprocessing: preprocessing, network: ExtractorNetwork(wholeFrames))
  }

  /// The inputs that usually wait for an extractor.
  func items(_ concurrentItems: Int?) -> Int {
    let own = concurrentItems ?? selection.preprocessing.passes
    // A plan for the crops of one snippet: what other cameras ask for comes in calls of its own.
    return configuration.capabilities.itemHandling == .fixedBatch ? own : pool.concurrentItems ?? own
  }

  /// Whether a network is loaded in seconds.
  func isPrepared(_ network: SelectedNetwork, concurrentItems: Int) -> Bool {
    engine.isPrepared(
      portable(network, concurrentItems: concurrentItems),
      options: loadOptions(network, concurrentItems: concurrentItems))
  }

  /// A network in the form that the engine takes.
  private func portable(_ network: SelectedNetwork, concurrentItems: Int) -> PortableNetwork {
    network.portable(onnxOptions(network, concurrentItems: concurrentItems))
  }

  private func onnxOptions(_ network: SelectedNetwork, concurrentItems: Int) -> ONNXOptions {
    ONNXOptions(
      for: configuration.capabilities.networkForm, format: network.precision, items: concurrentItems)
  }

  private func key(_ network: SelectedNetwork, concurrentItems: Int) -> NetworkPool.Key {
    let options = loadOptions(network, concurrentItems: concurrentItems)
    return NetworkPool.Key(
      identity: portable(network, concurrentItems: concurrentItems).identity,
      engine: configuration.engine.name, device: configuration.device,
      threads: options.layout.threads,
      // An engine that decides by itself how it runs a network ignores them.
      streams: configuration.capabilities.choosesStreams ? configuration.streams : nil,
      precision: options.precision, cache: options.cache)
  }

  /// A network from the pool, which is held from now on.
  private func shared<Network: NetworkPool.Shared>(
    _ key: NetworkPool.Key, load: @escaping @Sendable () async throws -> Network
  ) async throws -> Network {
    let network = try await pool.network(key, load: load)
    held.hold(network, for: key)
    return network
  }

  private func loadOptions(_ network: SelectedNetwork, concurrentItems: Int) -> LoadOptions {
    var options = configuration.loadOptions(concurrentItems: concurrentItems)
    options.precision = network.precision == .fp16 ? .float16 : .float32
    return options
  }

  /// A network as it is loaded without anything around it.
  func session(
    _ network: SelectedNetwork, concurrentItems: Int
  ) async throws(InferenceError) -> any InferenceSession {
    try await engine.load(
      portable(network, concurrentItems: concurrentItems),
      options: loadOptions(network, concurrentItems: concurrentItems))
  }

  /// An extractor, with its first layers separate where that is faster.
  private func load(
    _ network: SelectedNetwork, _ concurrentItems: Int
  ) async throws(InferenceError) -> any InferenceSession {
    defer { LoadingMemory.release() }  // the extractor is loaded last
    guard configuration.usesFastStem,
      let (stem, trunk) = network.split(onnxOptions(network, concurrentItems: concurrentItems))
    else {
      return try await session(network, concurrentItems: concurrentItems)
    }
    return try await engine.load(
      stem: stem, trunk: trunk, options: loadOptions(network, concurrentItems: concurrentItems))
  }

  /// The detector, whose input size must match the extractor's features.
  public func detector(_ scope: RTFM.Scope) async throws -> SessionDetector {
    let (extractor, detector) = (try selection.network(.extractor), try selection.network(.detector))
    let (given, wanted) = (extractor.graph.outputs[0].shape.last, detector.graph.inputs[0].shape.last)
    guard given == wanted else {
      throw ModelError(
        .mismatch,
        "the extractor \(extractor.weightsName) gives features of \(given.map { "\($0)" } ?? "?") numbers, "
          + "the detector \(detector.weightsName) takes \(wanted.map { "\($0)" } ?? "?"); choose two that fit"
      )
    }
    return try await detectorAlone(scope)
  }

  /// The detector for stored features; the caller checks that they fit.
  ///
  /// - Parameter givesLogits: Whether it gives logits in place of scores, for ranking.
  public func detectorAlone(_ scope: RTFM.Scope, givesLogits: Bool = false) async throws -> SessionDetector {
    let scoped = try selection.network(.detector).scoped(scope, givesLogits: givesLogits)
    let portable = portable(scoped, concurrentItems: 1)
    let key = key(scoped, concurrentItems: 1)
    let features = scoped.graph.inputs[0].shape.suffix(1).compactMap(\.size)
    let blank = [selection.preprocessing.crops.rawValue, 1] + features
    let (engine, options) = (engine, loadOptions(scoped, concurrentItems: 1))
    let loaded = try await shared(key) {
      let session = try await engine.load(portable, options: options)
      // The first run repacks the weights into the engine's own layout and holds them twice while it does. Here, before the
      // extractor is loaded, there is room for that.
      _ = try await session.run(
        Tensor(shape: blank, values: [Float](repeating: 0, count: blank.reduce(1, *))))
      return SharedSession(session)
    }
    return SessionDetector(session: loaded)
  }
}

extension SelectedNetwork {
  /// A detector for one of the ways to score.
  ///
  /// - Throws: `mismatch` if it does not score features.
  func scoped(_ scope: RTFM.Scope, givesLogits: Bool = false) throws(ModelError) -> SelectedNetwork {
    guard case .rtfm(let network) = architecture else {
      throw ModelError(.mismatch, "\(weightsName) is no detector that scores features")
    }
    var scoped = self
    scoped.graph = givesLogits ? network.logitGraph(scope) : network.graph(scope)
    return scoped
  }
}

/// Keeps networks as long as somebody may ask for them again.
private final class HeldNetworks: Sendable {
  private let networks = Mutex<[NetworkPool.Key: any NetworkPool.Shared]>([:])

  func hold(_ network: any NetworkPool.Shared, for key: NetworkPool.Key) {
    networks.withLock { $0[key] = network }
  }
}
