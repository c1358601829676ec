import COpenVINO
import Foundation
import VigilCore
import VigilInference

/// The opened OpenVINO library.
final class OpenVINORuntime: Sendable {
  /// Safe to share: after it is opened it is only read.
  nonisolated(unsafe) let handle: OpaquePointer

  private static let library = RuntimeLibrary(
    name: "libopenvino_c.so", variable: "VIGIL_OPENVINO", installed: "openvino",
    developed: [".deps/openvino/lib"])

  /// Advice for users without a runtime.
  private static let advice =
    "run scripts/fetch-openvino, or set \(library.variable) to the folder with \(library.name)"

  /// Opens the library, and says where it was looked for if it is not there.
  init(environment: [String: String]) throws(InferenceError) {
    // It prepares networks on many threads.
    Heaps.limit()
    switch Self.library.location(environment: environment) {
    case .file(let file):
      guard let handle = vigil_ov_runtime_open(file.path) else {
        throw InferenceError(
          .engineMissing, "cannot open \(file.path): \(Self.lastError); \(Self.advice)")
      }
      self.handle = handle
    case .missing(let folder):
      throw InferenceError(
        .engineMissing,
        "there is no \(Self.library.name) in \(folder), which \(Self.library.variable) names; \(Self.advice)")
    case .unknown:
      guard let handle = vigil_ov_runtime_open(nil) else {
        throw InferenceError(
          .engineMissing,
          "the OpenVINO library \(Self.library.name) is missing (\(Self.lastError)); \(Self.advice)")
      }
      self.handle = handle
    }
  }

  deinit { vigil_ov_runtime_close(handle) }

  /// The full build name, such as `2026.4.1-22982-e213a147257-releases/2026/4`.
  var build: String { String(cString: vigil_ov_runtime_version(handle)) }

  /// The file that was opened, unless the system's loader chose it.
  var path: String? { vigil_ov_runtime_path(handle).map { String(cString: $0) } }

  /// The error of the last call on this thread.
  static var lastError: String { String(cString: vigil_ov_last_error()) }
}
