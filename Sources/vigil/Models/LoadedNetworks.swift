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

  /// Opens the engine; networks are loaded when they are asked for.
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
  func extractor() async throws -> FeatureExtractor {
    let network = try selection.network(.extractor)
    let crops = selection.recipe.crops.rawValue
    let taken = network.graph.inputs[0].shape.suffix(2).compactMap(\.size)
    guard taken == selection.recipe.cropShape.suffix(2) else {
      throw CommandError(
        "the preset \(selection.recipe.preset.rawValue) cuts crops of "
          + "\(selection.recipe.cropWidth)x\(selection.recipe.cropHeight), but \(network.weightsName) takes "
          + "\(taken[1])x\(taken[0]); leave --preset out, or choose another model")
    }
    var loadOptions = options.loadOptions(concurrentItems: crops)
    loadOptions.precision = network.precision == .fp16 ? .fastest : .float32
    let session: any InferenceSession
    if options.usesFastStem, let (stem, trunk) = network.split {
      session = try await engine.load(stem: stem, trunk: trunk, options: loadOptions)
    } else if options.fastStem == true {
      throw CommandError(
        OpenVINOEngine.supportsStems
          ? "--fast-stem is for extractors of the 32x2 layout; \(network.weightsName) begins with other layers"
          : "--fast-stem needs a processor with AVX2 and FMA")
    } else {
      session = try await engine.load(network.image, options: loadOptions)
    }
    guard let size = network.graph.outputs[0].shape.last?.size else {
      throw CommandError("the extractor \(network.weightsName) does not say how long its features are")
    }
    // The extractor is loaded last.
    LoadingMemory.release()
    return FeatureExtractor(recipe: selection.recipe, featureSize: size, session: session)
  }

  /// The detector, which must take what the extractor gives.
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

  /// The detector for features that are stored; whoever has them sees to it that they fit.
  func detectorAlone(_ scope: RTFM.Scope) async throws -> SessionDetector {
    let detector = try selection.network(.detector)
    guard let features = detector.graph.inputs[0].shape.last?.size else {
      throw CommandError("the detector \(detector.weightsName) does not say how long its features are")
    }
    var scoped = detector
    scoped.graph = try RTFM(features: features).graph(scope)
    let session = try await engine.load(scoped.image, options: options.loadOptions(concurrentItems: 1))
    // The first run takes the weights into the engine's own order and has them twice while it does. Here, before the
    // extractor is loaded, there is room for that.
    let blank = Tensor(
      shape: [selection.recipe.crops.rawValue, 1, features],
      values: [Float](repeating: 0, count: selection.recipe.crops.rawValue * features))
    _ = try await session.run(blank)
    return SessionDetector(session: session)
  }
}
