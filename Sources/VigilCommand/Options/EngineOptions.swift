public import ArgumentParser
import Foundation
public import VigilInference
public import VigilModels

/// How networks run on this machine.
struct EngineOptions: ParsableArguments {
  @Option(help: Self.engineHelp)
  var engine = EngineRegistry.standard.usual

  @Option(help: Self.deviceHelp)
  var device: ComputeDevice?

  @Option(help: "Processor threads for inference; all cores if not given.")
  var threads: Int?

  @Option(help: "Crops computed in parallel; the best for the crop count if not given.")
  var streams: Int?

  @Option(help: "Folder for compiled networks; $XDG_CACHE_HOME/vigil or ~/.cache/vigil if not given.")
  var modelCache: String?

  @Flag(help: "Compile the networks from scratch and cache nothing.")
  var noModelCache = false

  @Flag(
    inversion: .prefixedNo,
    help: "Compute the first layers with fewer multiplications; features are the same except for rounding.")
  var fastStem: Bool?

  func validate() throws {
    try verify { try $0.validate() }
  }

  /// Checks what the options ask for.
  func verify(_ check: (EngineConfiguration) throws -> Void) throws {
    do {
      try check(configuration)
    } catch let error as ModelError {
      throw ValidationError(error.message)
    }
  }

  /// What the options ask for.
  var configuration: EngineConfiguration {
    EngineConfiguration(
      engine: engine, device: device, threads: threads, streams: streams,
      cache: noModelCache ? nil : modelCache.map { ModelCache(folder: URL(filePath: $0)) } ?? .standard,
      fastStem: fastStem)
  }

  /// The same options for another process.
  var arguments: [String] {
    var arguments: [String] = []
    if engine != EngineRegistry.standard.usual { arguments += ["--engine", engine.name] }
    if let device { arguments += ["--device", device.rawValue] }
    if let threads { arguments += ["--threads", "\(threads)"] }
    if let streams { arguments += ["--streams", "\(streams)"] }
    if let modelCache { arguments += ["--model-cache", modelCache] }
    if noModelCache { arguments.append("--no-model-cache") }
    if let fastStem { arguments.append(fastStem ? "--fast-stem" : "--no-fast-stem") }
    return arguments
  }

  private static var engineHelp: ArgumentHelp {
    let remarks = EngineRegistry.standard.engines.compactMap(\.remark)
    return ArgumentHelp((["What runs the networks"] + remarks).joined(separator: "; ") + ".")
  }

  private static var deviceHelp: ArgumentHelp {
    let names = EngineRegistry.standard.engines.filter { $0.capabilities.devices[.cuda] != nil }.map(\.name)
    return ArgumentHelp(
      "Device of the \(names.joined(separator: " or ")) engine: cpu, cuda (in 16 bits), or one of several GPUs as cuda:1; cpu if the "
        + "engine computes there and none is given.")
  }
}

extension EngineRegistration: ExpressibleByArgument {
  /// The engine of a name.
  public init?(argument: String) {
    guard let engine = EngineRegistry.standard[argument] else { return nil }
    self = engine
  }

  /// The names of all engines.
  public static var allValueStrings: [String] { EngineRegistry.standard.engines.map(\.name) }

  /// The same, for shells that complete words.
  public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

  /// Its name.
  public var defaultValueDescription: String { name }
}

extension ComputeDevice: ExpressibleByArgument {}
