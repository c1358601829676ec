public import ArgumentParser
import Foundation
import VigilInference
import VigilNetworks
public import VigilTorch

/// How networks run on this machine.
struct EngineOptions: ParsableArguments {
  /// The inference engine.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case openvino, torch
  }

  @Option(help: "Inference engine; torch is a plug-in that scripts/build-torch builds.")
  var engine = Kind.openvino

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
    let usable = loadOptions(concurrentItems: 1).plan.threads
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

  /// Whether the first layers are computed separately.
  ///
  /// By default only on the kind of processor where it was measured to be faster: x86-64 with AVX2.
  var usesFastStem: Bool {
    guard engine == .openvino else { return false }
    #if arch(x86_64)
      return OpenVINOEngine.supportsStems && fastStem ?? true
    #else
      return OpenVINOEngine.supportsStems && fastStem ?? false
    #endif
  }

  /// Opens the engine.
  func open() throws(InferenceError) -> any InferenceEngine {
    switch engine {
    case .openvino: try OpenVINOEngine()
    case .torch: try TorchEngine(on: device)
    }
  }

  /// The networks in the number formats that the engine computes in: on a GPU, extractors built for pictures use
  /// 16 bits.
  ///
  /// - Throws: if it cannot compute one.
  func computed(_ selection: ModelSelection) throws -> ModelSelection {
    guard engine == .torch else { return selection }
    var computed = selection
    for (index, network) in selection.networks.enumerated() {
      guard network.precision != .int8 else {
        throw CommandError(
          "\(network.weightsName) is in 8-bit integers, which --engine torch does not run; leave it out, or give the model "
            + "that it was made from")
      }
      if device.isGPU, case .i3dNonLocal = network.architecture {
        computed.networks[index].usesHalfFloats = true
      }
    }
    return computed
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

  /// The load options for a network with usually `concurrentItems` inputs waiting.
  func loadOptions(concurrentItems: Int) -> LoadOptions {
    LoadOptions(
      threads: threads, streams: concurrentItems > 1 ? streams : nil, concurrentItems: concurrentItems,
      cache: noModelCache ? nil : modelCache.map { ModelCache(folder: URL(filePath: $0)) } ?? .standard)
  }
}

extension TorchDevice: ExpressibleByArgument {}
