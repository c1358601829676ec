import Foundation
import VigilCore

/// Real data that is not part of the repository; tests that need it are skipped where it is absent.
enum SharedData {
  /// The folder: where `VIGIL_SHARED` says, else beside the package.
  static let folder: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["VIGIL_SHARED"].map { URL(filePath: $0) }
      ?? root.appending(path: "../shared").standardizedFileURL
  }()

  /// Real ten-crop features, `[30, 10, 2048]`, L2-normalised by batch.
  static let tenCropFeatures = folder.appending(path: "data/features/magazzu_01_002.npy")

  static func isPresent(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

  /// Reads a little-endian float32 array of a known shape; the header is only skipped.
  static func floats(_ file: URL, shape: [Int]) throws -> Tensor {
    let data = try Data(contentsOf: file)
    let count = shape.reduce(1, *)
    let start = data.count - count * 4
    let header = String(decoding: data[..<start], as: UTF8.self)
    precondition(header.contains("'<f4'") && header.contains("\(shape)".dropFirst().dropLast()))
    let values = (0..<count).map { index in
      data.withUnsafeBytes {
        Float(
          bitPattern: UInt32(
            littleEndian: $0.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)))
      }
    }
    return Tensor(shape: shape, values: values)
  }
}
