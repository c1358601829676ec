import CTensorRT
import Foundation
import VigilCore
import VigilInference

/// The opened TensorRT plug-in.
final class TensorRTPlugin: Sendable {
  static let library = RuntimeLibrary(
    name: "libvigil_tensorrt.so", variable: "VIGIL_TENSORRT", installed: "",
    developed: [".build/plugins", "plugins"])

  /// Safe to share: a table of functions that never changes. The library is never closed.
  nonisolated(unsafe) let functions: vigil_tensorrt_functions
  /// The file that was opened.
  let path: String
  /// The version of TensorRT that is installed, such as `10.3.0`.
  let version: String

  /// Opens the plug-in, and TensorRT by it.
  ///
  /// - Throws: `engineMissing`, with what to install.
  init(environment: [String: String]) throws(InferenceError) {
    let path: String
    switch Self.library.location(environment: environment) {
    case .file(let file): path = file.path
    case .missing(let folder):
      throw InferenceError(
        .engineMissing,
        "there is no \(Self.library.name) in \(folder), which \(Self.library.variable) names; \(Self.advice)")
    case .unknown:
      throw InferenceError(.engineMissing, "the TensorRT plug-in is not built; \(Self.advice)")
    }
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(library, "vigil_tensorrt_plugin")
    else {
      let reason = dlerror().map { String(cString: $0) } ?? "it is not a library"
      throw InferenceError(.engineMissing, "cannot open \(path): \(reason); \(Self.advice)")
    }
    guard let functions = unsafeBitCast(symbol, to: vigil_tensorrt_plugin_function.self)()?.pointee,
      functions.abi == VIGIL_TENSORRT_ABI
    else {
      throw InferenceError(
        .engineMissing, "\(path) was built for another version of Vigil; \(Self.advice)")
    }
    guard let version = functions.version() else {
      throw InferenceError(
        .engineMissing,
        "TensorRT is missing: \(Self.lastError(functions)); install the version that \(path) was built for "
          + "(\(String(cString: functions.built_for))), or run scripts/build-tensorrt again")
    }
    self.functions = functions
    self.path = path
    self.version = String(cString: version)
  }

  /// What a GPU is.
  ///
  /// - Throws: `engineFailed`, with what to do, if there is none.
  func graphicsProcessor(_ device: ComputeDevice) throws(InferenceError) -> GraphicsProcessor {
    var found = vigil_tensorrt_device()
    guard functions.device(Int32(device.number ?? 0), &found) else {
      throw InferenceError(
        .engineFailed,
        "--device \(device.rawValue): \(lastError); TensorRT needs an NVIDIA GPU with its driver (in a container: --runtime nvidia)"
      )
    }
    let name = withUnsafeBytes(of: found.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return GraphicsProcessor(
      number: Int32(device.number ?? 0), name: name, capability: "\(found.major).\(found.minor)")
  }

  /// The error of the last call on this thread.
  func failure(_ doing: String) -> InferenceError {
    let reason = lastError
    // TensorRT calls it so, CUDA so.
    guard ["out of memory", "OutOfMemory", "no room"].contains(where: reason.contains) else {
      return InferenceError(.engineFailed, "TensorRT failed while \(doing): \(reason)")
    }
    return InferenceError(
      .memoryExhausted,
      "the GPU has not enough memory for \(doing): use fewer --crops, or end other programs (TensorRT: \(reason))"
    )
  }

  private var lastError: String { Self.lastError(functions) }

  private static func lastError(_ functions: vigil_tensorrt_functions) -> String {
    functions.last_error().map { String(cString: $0) } ?? "no reason given"
  }

  private static let advice =
    "install TensorRT (on a Jetson: apt-get install g++ tensorrt-dev) and run scripts/build-tensorrt, or set "
    + "\(library.variable) to the plug-in's file"
}

/// A GPU.
struct GraphicsProcessor: Hashable {
  /// Its number.
  var number: Int32
  /// Its product name.
  var name: String
  /// Its compute capability, such as 8.7.
  var capability: String
}
