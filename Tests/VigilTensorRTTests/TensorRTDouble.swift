import Foundation
import Synchronization
import Testing

/// A double of TensorRT and CUDA with the plug-in, built where it is first needed: `Plugins/TensorRTDouble`.
struct TensorRTDouble: Sendable {
  /// Where it lies.
  let folder: URL

  /// What makes the engine use it.
  var environment: [String: String] {
    ["VIGIL_TENSORRT": folder.appending(path: "libvigil_tensorrt.so").path]
  }

  private static let built = Mutex<[String: Result<TensorRTDouble, any Error>]>([:])
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether there is a compiler.
  static let canBeBuilt = ["/usr/bin", "/usr/local/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/g++")
  }

  /// The double of a version; libraries of two versions can be open in one process if their major versions differ.
  init(_ version: String, flags: [String] = []) throws {
    self = try Self.built.withLock { built in
      let name = ([version] + flags).joined()
      let result = built[name] ?? Result { try Self.build(name, [version] + flags) }
      built[name] = result
      return result
    }.get()
  }

  private init(folder: URL) { self.folder = folder }

  private static func build(_ name: String, _ arguments: [String]) throws -> TensorRTDouble {
    let folder = root.appending(path: ".build/tensorrt-double/\(name)")
    let process = Process()
    process.executableURL = root.appending(path: "scripts/build-tensorrt-double")
    process.arguments = [folder.path] + arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "scripts/build-tensorrt-double failed")
    return TensorRTDouble(folder: folder)
  }

  /// The blocks of GPU and page-locked memory that nobody has freed.
  func blocks() throws -> Int {
    let path = folder.appending(path: "lib/libcudart.so.12").path
    let library = try #require(dlopen(path, RTLD_NOW))
    let symbol = try #require(dlsym(library, "vigil_double_blocks"))
    return unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)()
  }

  /// What the double computes of one item: value k of n is the mean of the values k, k + n, k + 2n and so on.
  static func output(_ count: Int, of item: [Float]) -> [Float] {
    (0..<count).map { first in
      let values = stride(from: first, to: item.count, by: count).map { Double(item[$0]) }
      return values.isEmpty ? 0 : Float(values.reduce(0, +) / Double(values.count))
    }
  }
}
