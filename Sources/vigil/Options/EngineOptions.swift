import ArgumentParser
import Foundation
import VigilInference

/// How the networks run on this machine.
struct EngineOptions: ParsableArguments {
  @Option(help: "Processor threads that compute; all cores if not given.")
  var threads: Int?

  @Option(help: "Crops that are computed at the same time; the best for the crop count if not given.")
  var streams: Int?

  @Option(help: "Where compiled networks are kept; $XDG_CACHE_HOME/vigil or ~/.cache/vigil if not given.")
  var modelCache: String?

  @Flag(help: "Compile the networks anew and keep nothing.")
  var noModelCache = false

  @Flag(
    inversion: .prefixedNo,
    help: "Compute the first layers with fewer multiplications; features are the same but for rounding.")
  var fastStem: Bool?

  func validate() throws {
    guard (1...1024).contains(threads ?? 1), (1...1024).contains(streams ?? 1) else {
      throw ValidationError("--threads and --streams take a number from 1 to 1024")
    }
    guard (streams ?? 1) <= (threads ?? .max) else {
      throw ValidationError("--streams cannot be more than --threads: each stream needs a thread")
    }
  }

  /// Whether the first layers are computed apart.
  ///
  /// Unless asked for, only on the kind of processor on which it was measured to be faster: x86-64 with AVX2.
  var usesFastStem: Bool {
    #if arch(x86_64)
      OpenVINOEngine.supportsStems && fastStem ?? true
    #else
      OpenVINOEngine.supportsStems && fastStem ?? false
    #endif
  }

  /// The same options for another process.
  var arguments: [String] {
    var arguments: [String] = []
    if let threads { arguments += ["--threads", "\(threads)"] }
    if let streams { arguments += ["--streams", "\(streams)"] }
    if let modelCache { arguments += ["--model-cache", modelCache] }
    if noModelCache { arguments.append("--no-model-cache") }
    if let fastStem { arguments.append(fastStem ? "--fast-stem" : "--no-fast-stem") }
    return arguments
  }

  /// The options for a network of which `concurrentItems` inputs are usually waiting.
  func loadOptions(concurrentItems: Int) -> LoadOptions {
    LoadOptions(
      threads: threads, streams: concurrentItems > 1 ? streams : nil, concurrentItems: concurrentItems,
      cache: noModelCache ? nil : modelCache.map { ModelCache(folder: URL(filePath: $0)) } ?? .standard)
  }
}
