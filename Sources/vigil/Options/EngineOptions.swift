public import ArgumentParser
import Foundation
import VigilInference
public import VigilModels
public import VigilTorch

/// How networks run on this machine.
struct EngineOptions: ParsableArguments {
  @Option(help: "What runs the networks; torch is a plug-in that scripts/build-torch builds.")
  var engine = EngineConfiguration.Kind.openvino

  @Option(help: "Device of the torch engine: cpu, cuda (in 16 bits), or one of several GPUs as cuda:1.")
  var device = TorchDevice.cpu

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
    guard (1...1024).contains(threads ?? 1), (1...1024).contains(streams ?? 1) else {
      throw ValidationError("--threads and --streams take a number from 1 to 1024")
    }
    let usable = configuration.loadOptions(concurrentItems: 1).layout.threads
    guard (streams ?? 1) <= usable else {
      throw ValidationError(
        "--streams cannot exceed the \(usable) threads in use: each stream needs one; see --threads"
      )
    }
    guard engine == .torch || device == .cpu else {
      throw ValidationError("--device \(device.rawValue) needs --engine torch")
    }
    guard engine == .openvino || fastStem != true && streams == nil else {
      throw ValidationError("--engine torch runs all crops as one batch; leave out --streams and --fast-stem")
    }
  }

  /// What the options ask for.
  var configuration: EngineConfiguration {
    EngineConfiguration(
      kind: engine, device: device, threads: threads, streams: streams,
      cache: noModelCache ? nil : modelCache.map { ModelCache(folder: URL(filePath: $0)) } ?? .standard,
      fastStem: fastStem)
  }

  /// The same options for another process.
  var arguments: [String] {
    var arguments: [String] = []
    if engine != .openvino { arguments += ["--engine", engine.rawValue, "--device", device.rawValue] }
    if let threads { arguments += ["--threads", "\(threads)"] }
    if let streams { arguments += ["--streams", "\(streams)"] }
    if let modelCache { arguments += ["--model-cache", modelCache] }
    if noModelCache { arguments.append("--no-model-cache") }
    if let fastStem { arguments.append(fastStem ? "--fast-stem" : "--no-fast-stem") }
    return arguments
  }
}

extension EngineConfiguration.Kind: ExpressibleByArgument {}
extension TorchDevice: ExpressibleByArgument {}
