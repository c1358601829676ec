/// One member of a zip archive, as its central directory describes it.
struct ZipEntry {
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  let name: String
  let method: Method
  let checksum: UInt32
  /// The size in the archive.
  let packedCount: Int
  /// The size of the contents.
  let count: Int
  /// The offset of the local header.
  let headerOffset: Int
}
