public import VigilInference

extension EngineConfiguration {
  /// Checks that the engine can do what is asked of it, before it is opened.
  ///
  /// - Parameter registry: the engines to propose instead.
  /// - Throws: `unsupported`, with what to change.
  public func validate(among registry: EngineRegistry = .standard) throws(ModelError) {
    guard (1...1024).contains(threads ?? 1), (1...1024).contains(streams ?? 1) else {
      throw ModelError(.unsupported, "--threads and --streams take a number from 1 to 1024")
    }
    let usable = loadOptions(concurrentItems: 1).layout.threads
    guard (streams ?? 1) <= usable else {
      throw ModelError(
        .unsupported,
        "--streams cannot exceed the \(usable) threads in use: each stream needs one; see --threads"
      )
    }
    guard capabilities.formats(on: device) != nil else { throw noSuchDevice(registry) }
    let refusesStreams = streams != nil && !capabilities.choosesStreams
    guard !refusesStreams, fastStem != true || capabilities.stem != .never else {
      throw ModelError(.unsupported, "--engine \(engine.name) \(habits)")
    }
  }

  /// Checks that a model decides whether it is computed in a number format, as one does that is made to be faster.
  ///
  /// - Throws: `unsupported`, with the engines that a model can be optimized for.
  public func validate(
    optimizingTo format: NumberFormat, among registry: EngineRegistry = .standard
  ) throws(ModelError) {
    guard capabilities.formats(on: device)?.followsModels(in: format) != true else { return }
    let others = registry.engines.filter {
      $0.capabilities.formats(on: .cpu)?.followsModels(in: format) == true
    }
    throw ModelError(
      .unsupported,
      "models are optimized for \(others.map(\.title).joined(separator: " or ")); leave out --engine \(engine.name)"
    )
  }

  /// Why the engine takes no streams or no fast stem, and which options to leave out.
  private var habits: String {
    let refused =
      (capabilities.choosesStreams ? [] : ["--streams"])
      + (capabilities.stem == .never ? ["--fast-stem"] : [])
    let reason =
      switch capabilities.itemHandling {
      case .batch, .fixedBatch: "runs all crops as one batch"
      case .streams: "decides by itself how it runs a network"
      }
    return "\(reason); leave out \(refused.joined(separator: " and "))"
  }

  /// The error for a device that the engine does not compute on.
  func noSuchDevice(_ registry: EngineRegistry) -> ModelError {
    let names = registry.names(on: device.kind)
    return ModelError(
      .unsupported,
      names.isEmpty
        ? "no engine computes on \(device.rawValue); leave out --device"
        : "--device \(device.rawValue) needs --engine \(names)")
  }
}
