import Foundation

/// Where the OpenVINO runtime is searched.
enum OpenVINOLibrary {
  /// The environment variable with its folder.
  static let variable = "VIGIL_OPENVINO"

  /// The files to try, in order, before the system's loader; only the named ones if the variable is set.
  ///
  /// - Parameters:
  ///   - named: The value of `VIGIL_OPENVINO`: the folder with the libraries, or the one above its `lib`.
  ///   - executable: The running program. An installed one has the runtime in `../lib/vigil/openvino`;
  ///     one in a build folder has it in `.deps/openvino/lib` of the package around it.
  static func candidates(named: String?, executable: URL) -> [URL] {
    if let named, !named.isEmpty {
      let folder = URL(filePath: named)
      return [folder, folder.appending(path: "lib")].compactMap(library)
    }
    var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    var folders = [folder.deletingLastPathComponent().appending(path: "lib/vigil/openvino")]
    while folder.path != "/" {
      folders.append(folder.appending(path: ".deps/openvino/lib"))
      folder = folder.deletingLastPathComponent()
    }
    return folders.compactMap(library)
  }

  /// The C library in a folder, whatever version its name ends in.
  private static func library(in folder: URL) -> URL? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasPrefix("libopenvino_c.so") }.max().map { folder.appending(path: $0) }
  }

  /// Advice for users without a runtime.
  static let advice = "run scripts/fetch-openvino, or set \(variable) to the folder with libopenvino_c.so"
}
