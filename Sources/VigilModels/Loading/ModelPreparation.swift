public import VigilCore
import VigilInference
import VigilNetworks
import VigilPreprocessing

/// Compiles the networks of a model ahead and keeps them, so that the first run with a camera starts in seconds.
///
/// Prepared are: the extractor for all crops of a snippet, and for one crop where the model has a cascade; the detector for a
/// window and for whole recordings. Extractors for whole frames (preset `whole`) are not, since the size of the frames is not known.
public struct ModelPreparation: Sendable {
  /// One network that was prepared.
  public struct Step: Hashable, Sendable {
    /// What it is, such as `extractor, 10 crops`.
    public var name: String
    /// Whether it was there already.
    public var wasPrepared: Bool
    /// How long loading it took, compiling included.
    public var duration: Duration

    /// For people.
    public var line: String {
      let seconds = NumberText.fixed(duration / .seconds(1), decimals: 1)
      return "\(name): \(wasPrepared ? "was ready, loaded" : "built") in \(seconds) s"
    }
  }

  private let networks: LoadedNetworks

  /// Opens the engine.
  ///
  /// - Throws: `unsupported` if nothing would be kept; `InferenceError` of the engine.
  public init(_ selection: ModelSelection, configuration: EngineConfiguration) throws {
    guard configuration.cache != nil else {
      throw ModelError(
        .unsupported, "what is prepared is kept in the model cache; leave out --no-model-cache")
    }
    networks = try LoadedNetworks(selection, configuration: configuration)
  }

  /// What runs the networks.
  public var engine: EngineDescription { networks.description }

  /// Prepares one network after another.
  ///
  /// - Parameters:
  ///   - willBuild: Told of each network that has to be compiled, before that.
  ///   - report: Told of each that is ready.
  /// - Throws: `ModelError` if networks do not fit together; `InferenceError` of the engine.
  public func run(willBuild: (String) -> Void = { _ in }, report: (Step) -> Void) async throws {
    let selection = networks.selection
    if let extractor = selection.networks.first(where: { $0.role == .extractor }),
      !selection.preprocessing.seesWholeFrames
    {
      let all = selection.preprocessing.passes
      let hasCascade = selection.detectorFolder?.manifest.settings.cascade != nil
      for items in hasCascade && all > 1 ? [all, 1] : [all] {
        try await prepare(
          "extractor, \(items) \(items == 1 ? "crop" : "crops")",
          networks.isPrepared(extractor, concurrentItems: items), willBuild, report
        ) { _ = try await networks.extractor(concurrentItems: items) }
      }
    }
    if let detector = selection.networks.first(where: { $0.role == .detector }) {
      for (name, scope) in [("online", RTFM.Scope.newest), ("offline", .all)] {
        try await prepare(
          "detector, \(name)", networks.isPrepared(try detector.scoped(scope), concurrentItems: 1), willBuild,
          report
        ) { _ = try await networks.detectorAlone(scope) }
      }
    }
  }

  private func prepare(
    _ name: String, _ isPrepared: Bool, _ willBuild: (String) -> Void, _ report: (Step) -> Void,
    _ load: () async throws -> Void
  ) async throws {
    if !isPrepared { willBuild(name) }
    let clock = ContinuousClock()
    let start = clock.now
    try await load()
    report(Step(name: name, wasPrepared: isPrepared, duration: start.duration(to: clock.now)))
  }

  /// What the engine made of the networks, as far as it tells: the extractor, and the detector for a window.
  ///
  /// - Throws: as `run`.
  public func compiled() async throws -> [CompiledReport] {
    var reports: [CompiledReport] = []
    for network in networks.selection.networks {
      let isDetector = network.role == .detector
      let session = try await networks.session(
        isDetector ? try network.scoped(.newest) : network,
        concurrentItems: isDetector ? 1 : networks.selection.preprocessing.passes)
      guard let compiled = try session.compiled() else { continue }
      reports.append(CompiledReport(compiled, role: network.role, engine: networks.description.line))
    }
    return reports
  }
}
