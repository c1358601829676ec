package import Foundation
import Synchronization

/// A double of TensorRT and CUDA with the plug-in, built where it is first needed: `Plugins/TensorRTDouble`.
package struct TensorRTDouble: Sendable {
  /// Why there is none.
  private struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Where it lies.
  package let folder: URL

  /// What makes the engine use it.
  package var environment: [String: String] {
    ["VIGIL_TENSORRT": folder.appending(path: "libvigil_tensorrt.so").path]
  }

  private static let built = Mutex<[String: Result<TensorRTDouble, any Error>]>([:])
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether there is a compiler.
  package static let canBeBuilt = ["/usr/bin", "/usr/local/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/g++")
  }

  /// The double of a version; libraries of two can be open in one process if their major versions differ.
  ///
  /// - Parameter flags: See `scripts/build-tensorrt-double`.
  package init(_ version: String, flags: [String] = []) throws {
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
    guard process.terminationStatus == 0 else {
      throw Failure(description: "scripts/build-tensorrt-double failed")
    }
    return TensorRTDouble(folder: folder)
  }

  /// The blocks of GPU and page-locked memory of this process that nobody has freed; an engine must be open.
  package static func blocks() throws -> Int {
    unsafeBitCast(try function("vigil_double_blocks"), to: (@convention(c) () -> Int).self)()
  }

  /// Does something while other programs have all memory that this process has not; an engine must be open.
  package static func withoutMemory<Result>(_ body: () async throws -> Result) async throws -> Result {
    let fill = unsafeBitCast(try function("vigil_double_fill"), to: (@convention(c) (Bool) -> Void).self)
    fill(true)
    defer { fill(false) }
    return try await body()
  }

  /// A function of the double of CUDA: all doubles of a process share the first that was opened.
  private static func function(_ name: String) throws -> UnsafeMutableRawPointer {
    guard let library = dlopen("libcudart.so.12", RTLD_NOW | RTLD_NOLOAD), let symbol = dlsym(library, name)
    else { throw Failure(description: "no double of CUDA is open") }
    return symbol
  }

  /// What the double computes of one item: value k of n is the mean of the values k, k + n, k + 2n and so on.
  package static func output(_ count: Int, of item: [Float]) -> [Float] {
    (0..<count).map { first in
      let values = stride(from: first, to: item.count, by: count).map { Double(item[$0]) }
      return values.isEmpty ? 0 : Float(values.reduce(0, +) / Double(values.count))
    }
  }
}
