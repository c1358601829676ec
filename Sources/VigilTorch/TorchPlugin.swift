import CTorch
public import Foundation

/// The opened LibTorch plug-in.
public final class TorchPlugin: Sendable {
  /// The environment variable with the plug-in's path.
  public static let variable = "VIGIL_TORCH"

  /// Safe to share: a table of functions that never changes. The library is never closed, since LibTorch cannot be.
  nonisolated(unsafe) let functions: vigil_torch_functions
  /// The file that was opened.
  public let path: String
  /// The threads of a network that is made with this value.
  public let threads: Int

  /// Opens the plug-in.
  ///
  /// It is looked for where `VIGIL_TORCH` says; else in `../lib/vigil` of the program; else in `.build/plugins` of
  /// a package around it.
  ///
  /// - Parameter threads: the number of threads; all processors if nil. The last bits of a training depend on it.
  /// - Throws: `pluginMissing`, with advice.
  public init(
    threads: Int? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TorchError) {
    let executable = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let named = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    let candidates = named.map { [$0] } ?? Self.candidates(executable: executable)
    guard let path = named ?? candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw TorchError(.pluginMissing, "the LibTorch plug-in is not built; \(Self.advice)")
    }
    vigil_torch_choose_blas_kernels()
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(library, "vigil_torch_plugin")
    else {
      let reason = dlerror().map { String(cString: $0) } ?? "it is not a library"
      throw TorchError(.pluginMissing, "cannot open \(path): \(reason); \(Self.advice)")
    }
    guard let functions = unsafeBitCast(symbol, to: vigil_torch_plugin_function.self)()?.pointee,
      functions.abi == VIGIL_TORCH_ABI
    else {
      throw TorchError(.pluginMissing, "\(path) was built for another version of Vigil; \(Self.advice)")
    }
    self.functions = functions
    self.path = path
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The version of LibTorch, such as `1.13.1`.
  public var version: String { String(cString: functions.version) }

  /// The product name of a device, such as `NVIDIA H100`; `cpu` for the processor.
  ///
  /// - Throws: `failed`, with advice, if the device cannot be used.
  public func name(of device: TorchDevice) throws(TorchError) -> String {
    guard let name = functions.device_name(device.rawValue) else {
      throw TorchError(.failed, "--device \(device.rawValue): \(lastError)")
    }
    return String(cString: name)
  }

  /// The error of the last call on this thread.
  func failure(_ doing: String) -> TorchError {
    let reason = lastError
    guard ["out of memory", "can't allocate memory"].contains(where: reason.contains) else {
      return TorchError(.failed, "LibTorch failed while \(doing): \(reason)")
    }
    return TorchError(
      .outOfMemory,
      "there is not enough memory for \(doing): use fewer --crops or another --device (LibTorch: \(reason))")
  }

  private var lastError: String { functions.last_error().map { String(cString: $0) } ?? "no reason given" }

  private static let advice =
    "install LibTorch (Debian: apt-get install g++ libtorch-dev libopenblas0-openmp) and run scripts/build-torch, or set \(variable) to the "
    + "plug-in's file"

  private static func candidates(executable: URL) -> [String] {
    let name = "libvigil_torch.so"
    var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    var paths = [folder.deletingLastPathComponent().appending(path: "lib/vigil/\(name)").path]
    while folder.path != "/" {
      paths.append(folder.appending(path: ".build/plugins/\(name)").path)
      paths.append(folder.appending(path: "plugins/\(name)").path)
      folder = folder.deletingLastPathComponent()
    }
    return paths
  }
}
