public import Foundation
public import VigilCore

/// NumPy's archive of several arrays, stored or compressed.
///
/// The arrays are read one by one on demand, each bounded by its declared size. An archive
/// that would decompress to more than 100 times its size, and more than 64 MiB, is refused when it is opened.
public struct NPZ: Sendable {
  /// The names of the arrays, in the order of the file.
  public let names: [String]
  private let archive: ZipArchive
  private let entries: [String: ZipEntry]

  /// Opens an archive and checks its list of members.
  public init(_ url: URL) throws(TensorFileError) {
    try self.init(Bytes(mapping: url))
  }

  package init(_ bytes: Bytes) throws(TensorFileError) {
    guard ZipArchive.isZip(bytes) else {
      throw bytes.error(.wrongKind, "is not an .npz file: it does not begin like a zip archive")
    }
    archive = try ZipArchive(bytes)
    var names: [String] = []
    var entries: [String: ZipEntry] = [:]
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      let name = String(entry.name.dropLast(4))
      names.append(name)
      entries[name] = entry
    }
    self.names = names
    self.entries = entries
  }

  /// Reads one array.
  public func tensor(_ name: String) throws(TensorFileError) -> Tensor {
    guard let entry = entries[name] else {
      throw archive.bytes.error(
        .notFound, "has no array \(name); it has \(names.prefix(8).map(\.shown).joined(separator: ", "))")
    }
    return try NPY.read(try archive.contents(of: entry))
  }

  /// The `.npy` file of the only array: in place if it is stored, unpacked if it is compressed.
  ///
  /// - Throws: `unsupported` if there are several, or none.
  func onlyArray() throws(TensorFileError) -> Bytes {
    guard names.count == 1, let entry = entries[names[0]] else {
      let some = names.prefix(8).map(\.shown).joined(separator: ", ")
      throw archive.bytes.error(
        .unsupported,
        names.isEmpty
          ? "holds no array" : "holds \(names.count) arrays (\(some)); save the one that is meant as .npy")
    }
    return try archive.contents(of: entry)
  }
}
