import COpenVINO
import Foundation

/// The opened OpenVINO library.
final class OpenVINORuntime: Sendable {
  /// Safe to share: after it is opened it is only read.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Opens the library where `OpenVINOLibrary` finds it.
  init(environment: [String: String], executable: URL) throws(InferenceError) {
    let named = environment[OpenVINOLibrary.variable].flatMap { $0.isEmpty ? nil : $0 }
    let candidates = OpenVINOLibrary.candidates(named: named, executable: executable)
    for candidate in candidates {
      guard let handle = vigil_ov_runtime_open(candidate.path) else {
        throw InferenceError(
          .engineMissing,
          "cannot open \(candidate.path): \(Self.lastError); \(OpenVINOLibrary.advice)")
      }
      self.handle = handle
      return
    }
    if let named {
      throw InferenceError(
        .engineMissing,
        "there is no libopenvino_c.so in \(named), which \(OpenVINOLibrary.variable) names; \(OpenVINOLibrary.advice)"
      )
    }
    guard let handle = vigil_ov_runtime_open(nil) else {
      throw InferenceError(
        .engineMissing,
        "the OpenVINO library libopenvino_c.so is missing (\(Self.lastError)); \(OpenVINOLibrary.advice)")
    }
    self.handle = handle
  }

  deinit { vigil_ov_runtime_close(handle) }

  /// The full build name, such as `2026.4.1-22982-e213a147257-releases/2026/4`.
  var build: String { String(cString: vigil_ov_runtime_version(handle)) }

  /// The file that was opened, unless the system's loader chose it.
  var path: String? { vigil_ov_runtime_path(handle).map { String(cString: $0) } }

  /// The error of the last call on this thread.
  static var lastError: String { String(cString: vigil_ov_last_error()) }
}
