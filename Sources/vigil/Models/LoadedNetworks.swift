import VigilCore
import VigilInference
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// Networks in an engine, ready to run.
struct LoadedNetworks: Sendable {
  let engine: any InferenceEngine
  let selection: ModelSelection
  private let options: EngineOptions

  /// Opens the engine; networks are loaded on demand.
  init(_ selection: ModelSelection, options: EngineOptions) throws {
    engine = try options.open()
    self.selection = try options.computed(selection)
    self.options = options
  }

  /// The engine in a result's provenance.
  var description: EngineDescription {
    EngineDescription(name: engine.name, version: engine.version, device: engine.device)
  }

  /// The extractor.
  ///
  /// - Parameter concurrentItems: The crops that usually wait together, if not all of a snippet: one in a cascade, which then
  ///   has all threads.
  func extractor(concurrentItems: Int? = nil) async throws -> FeatureExtractor {
    let network = try selection.network(.extractor)
    let recipe = selection.recipe
    try selection.verifyCrops()
    guard let size = network.graph.outputs[0].shape.last?.size else {
      throw CommandError("the extractor \(network.weightsName) does not say how long its features are")
    }
    guard options.fastStem != true || OpenVINOEngine.supportsStems && network.split != nil else {
      throw CommandError(
        OpenVINOEngine.supportsStems
          ? "--fast-stem is for extractors of the 32x2 layout; \(network.weightsName) begins with other layers"
          : "--fast-stem needs a processor with AVX2 and FMA")
    }
    guard recipe.seesWholeFrames else {
      return FeatureExtractor(
        recipe: recipe, featureSize: size, session: try await load(network, concurrentItems ?? recipe.passes))
    }
    // Refuse a network that cannot take whole frames before the first frame arrives.
    _ = try network.seeingWholeFrames(height: 256, width: 256, recipe: recipe)
    return FeatureExtractor(
      recipe: recipe, featureSize: size, plan: options.loadOptions(concurrentItems: recipe.passes).plan
    ) { height, width throws(InferenceError) in
      let sized: SelectedNetwork
      do throws(NetworksError) {
        sized = try network.seeingWholeFrames(height: height, width: width, recipe: recipe)
      } catch {
        throw InferenceError(.modelNotFound, error.message)
      }
      return try await load(sized, recipe.passes)
    }
  }

  /// An extractor, with its first layers separate where that is faster.
  private func load(
    _ network: SelectedNetwork, _ concurrentItems: Int
  ) async throws(InferenceError) -> any InferenceSession {
    var loadOptions = options.loadOptions(concurrentItems: concurrentItems)
    loadOptions.precision = network.precision == .fp16 ? .float16 : .float32
    defer { LoadingMemory.release() }  // the extractor is loaded last
    guard options.usesFastStem, let (stem, trunk) = network.split else {
      return try await engine.load(network.image, options: loadOptions)
    }
    return try await engine.load(stem: stem, trunk: trunk, options: loadOptions)
  }

  /// The detector, whose input size must match the extractor's features.
  func detector(_ scope: RTFM.Scope) async throws -> SessionDetector {
    let (extractor, detector) = (try selection.network(.extractor), try selection.network(.detector))
    let (given, wanted) = (extractor.graph.outputs[0].shape.last, detector.graph.inputs[0].shape.last)
    guard given == wanted else {
      throw CommandError(
        "the extractor \(extractor.weightsName) gives features of \(given.map { "\($0)" } ?? "?") numbers, "
          + "the detector \(detector.weightsName) takes \(wanted.map { "\($0)" } ?? "?"); choose two that fit"
      )
    }
    return try await detectorAlone(scope)
  }

  /// The detector for stored features; the caller checks that they fit.
  func detectorAlone(_ scope: RTFM.Scope) async throws -> SessionDetector {
    let detector = try selection.network(.detector)
    guard let features = detector.graph.inputs[0].shape.last?.size else {
      throw CommandError("the detector \(detector.weightsName) does not say how long its features are")
    }
    var scoped = detector
    scoped.graph = try RTFM(features: features).graph(scope)
    let session = try await engine.load(scoped.image, options: options.loadOptions(concurrentItems: 1))
    // The first run repacks the weights into the engine's own layout and holds them twice while it does. Here, before the
    // extractor is loaded, there is room for that.
    let blank = Tensor(
      shape: [selection.recipe.crops.rawValue, 1, features],
      values: [Float](repeating: 0, count: selection.recipe.crops.rawValue * features))
    _ = try await session.run(blank)
    return SessionDetector(session: session)
  }
}
