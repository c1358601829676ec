public import VigilCore
public import VigilInference
public import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// Networks in an engine, ready to run.
public struct LoadedNetworks: Sendable {
  /// What runs the networks.
  public let engine: any InferenceEngine
  /// The networks, with the number formats that the engine computes them in.
  public let selection: ModelSelection
  private let configuration: EngineConfiguration

  /// Opens the engine; networks are loaded on demand.
  public init(_ selection: ModelSelection, configuration: EngineConfiguration) throws {
    engine = try configuration.open()
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
  ///   has all threads.
  public func extractor(concurrentItems: Int? = nil) async throws -> FeatureExtractor {
    let network = try selection.network(.extractor)
    let preprocessing = selection.preprocessing
    try selection.verifyCrops()
    guard let size = network.graph.outputs[0].shape.last?.size else {
      throw ModelError(
        .mismatch, "the extractor \(network.weightsName) does not say how long its features are")
    }
    guard configuration.fastStem != true || OpenVINOEngine.supportsStems && network.split != nil else {
      throw ModelError(
        .mismatch,
        OpenVINOEngine.supportsStems
          ? "--fast-stem is for extractors of the 32x2 layout; \(network.weightsName) begins with other layers"
          : "--fast-stem needs a processor with AVX2 and FMA")
    }
    guard preprocessing.seesWholeFrames else {
      return FeatureExtractor(
        preprocessing: preprocessing, featureSize: size,
        session: try await load(network, concurrentItems ?? preprocessing.passes))
    }
    // Refuse a network that cannot take whole frames before the first frame arrives.
    _ = try network.seeingWholeFrames(height: 256, width: 256, preprocessing: preprocessing)
    return FeatureExtractor(
      preprocessing: preprocessing, featureSize: size,
      layout: configuration.loadOptions(concurrentItems: preprocessing.passes).layout
    ) { height, width throws(InferenceError) in
      let sized: SelectedNetwork
      do throws(NetworksError) {
        sized = try network.seeingWholeFrames(height: height, width: width, preprocessing: preprocessing)
      } catch {
        throw InferenceError(.modelNotFound, error.message)
      }
      return try await load(sized, preprocessing.passes)
    }
  }

  /// An extractor, with its first layers separate where that is faster.
  private func load(
    _ network: SelectedNetwork, _ concurrentItems: Int
  ) async throws(InferenceError) -> any InferenceSession {
    var loadOptions = configuration.loadOptions(concurrentItems: concurrentItems)
    loadOptions.precision = network.precision == .fp16 ? .float16 : .float32
    defer { LoadingMemory.release() }  // the extractor is loaded last
    guard configuration.usesFastStem, let (stem, trunk) = network.split else {
      return try await engine.load(network.portable, options: loadOptions)
    }
    return try await engine.load(stem: stem, trunk: trunk, options: loadOptions)
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
  public func detectorAlone(_ scope: RTFM.Scope) async throws -> SessionDetector {
    let detector = try selection.network(.detector)
    guard let features = detector.graph.inputs[0].shape.last?.size else {
      throw ModelError(
        .mismatch, "the detector \(detector.weightsName) does not say how long its features are")
    }
    var scoped = detector
    scoped.graph = try RTFM(features: features).graph(scope)
    let session = try await engine.load(
      scoped.portable, options: configuration.loadOptions(concurrentItems: 1))
    // The first run repacks the weights into the engine's own layout and holds them twice while it does. Here, before the
    // extractor is loaded, there is room for that.
    let blank = Tensor(
      shape: [selection.preprocessing.crops.rawValue, 1, features],
      values: [Float](repeating: 0, count: selection.preprocessing.crops.rawValue * features))
    _ = try await session.run(blank)
    return SessionDetector(session: session)
  }
}
