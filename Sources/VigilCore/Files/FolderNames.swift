package import Foundation

/// The names of files and folders as they are on the disk.
package enum FolderNames {
  /// What is in a folder, hidden files included, in no order.
  package struct Listing: Sendable {
    /// The names.
    package var names: [String] = []
    /// Those that are not text in UTF-8, with bytes that are none as `\xE9`.
    package var unreadable: [String] = []
  }

  /// Lists a folder.
  ///
  /// - Throws: `cannotRead`, with the system's reason.
  package static func list(_ folder: URL) throws(CoreError) -> Listing {
    guard let stream = opendir(folder.path) else {
      throw CoreError(.cannotRead, "cannot look into \(folder.path): \(String(cString: strerror(errno)))")
    }
    defer { closedir(stream) }
    var listing = Listing()
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [46] || bytes == [46, 46] { continue }
      if let name = String(validating: bytes, as: UTF8.self) {
        listing.names.append(name)
      } else {
        listing.unreadable.append(escaped(bytes))
      }
    }
    return listing
  }

  /// A file that is there, by the spelling on the disk: the same letters may be stored as one character or as a letter and its
  /// accent, depending on the system that wrote the name.
  ///
  /// - Returns: nil if there is none.
  package static func spelled(_ file: URL) -> URL? {
    if FileManager.default.fileExists(atPath: file.path) { return file }
    let folder = file.deletingLastPathComponent()
    guard folder.path != file.path, let parent = spelled(folder), let listing = try? list(parent) else {
      return nil
    }
    // Strings are equal if they mean the same characters.
    return listing.names.first { $0 == file.lastPathComponent }.map { parent.appending(path: $0) }
  }

  /// Why a file cannot be used that seems to be missing; nil if it is missing indeed.
  package static func obstacle(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) != 0, errno != ENOENT, errno != ENOTDIR else { return nil }
    return String(cString: strerror(errno))
  }

  /// Text with bytes that are none as `\xE9`.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
    }.joined()
  }
}
