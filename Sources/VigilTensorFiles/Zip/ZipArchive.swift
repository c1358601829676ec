/// The members of a zip archive (PKWARE's APPNOTE 6.3, with ZIP64), as far as NumPy and PyTorch write it:
/// stored or deflated, one disk, not encrypted.
///
/// Opening checks that all members lie inside the file without overlap, and that their
/// decompressed size is in proportion to the file.
struct ZipArchive {
  let bytes: Bytes
  let entries: [ZipEntry]

  /// The total size to which deflated members may always decompress, whatever the size of the file.
  static let freeUnpackedCount = 64 << 20
  /// Beyond that, the maximum ratio to the size of the file. Numbers rarely compress to a tenth.
  static let maximumRatio = 100
  private static let maximumEntries = 65_536

  static func isZip(_ bytes: Bytes) -> Bool {
    bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) || bytes.starts(with: Array("PK\u{5}\u{6}".utf8))
  }

  init(_ bytes: Bytes) throws(TensorFileError) {
    let directory = try ZipDirectoryLocation(bytes)
    guard let slice = bytes.slice(at: directory.offset, count: directory.count) else {
      throw bytes.truncated("its list of members lies outside the file")
    }
    guard directory.entryCount <= Self.maximumEntries else {
      throw bytes.error(
        .refused, "has \(directory.entryCount) members; at most \(Self.maximumEntries) are read")
    }
    var reader = ByteReader(slice)
    var entries: [ZipEntry] = []
    for _ in 0..<directory.entryCount {
      if let entry = try ZipEntry(next: &reader) { entries.append(entry) }
    }
    self.bytes = bytes
    self.entries = entries
    try checkLayout(end: directory.offset)
    try checkProportion()
  }

  /// The contents of a member: in place if it is stored, decompressed to its declared size if it is deflated.
  ///
  /// - Parameter checksumMayBeAbsent: whether a checksum of 0 means that there is none.
  func contents(of entry: ZipEntry, checksumMayBeAbsent: Bool = false) throws(TensorFileError) -> Bytes {
    guard let start = dataOffset(of: entry), let packed = bytes.slice(at: start, count: entry.packedCount)
    else {
      throw bytes.truncated("member \(entry.name.shown) lies outside the file")
    }
    let label = "\(entry.name.shown) in \(bytes.name)"
    let contents =
      switch entry.method {
      case .stored: packed.named(label)
      case .deflated: try Deflate.unpack(packed, count: entry.count, name: label)
      }
    guard checksumMayBeAbsent && entry.checksum == 0 || Deflate.checksum(contents) == entry.checksum else {
      throw contents.error(.malformed, "does not match its checksum; copy or download the file again")
    }
    return contents
  }

  /// The offset of a member's bytes, which only its local header tells.
  private func dataOffset(of entry: ZipEntry) -> Int? {
    let header = entry.headerOffset
    guard bytes.integer(at: header, as: UInt32.self) == 0x0403_4B50,
      let nameCount = bytes.integer(at: header + 26, as: UInt16.self),
      let extraCount = bytes.integer(at: header + 28, as: UInt16.self)
    else { return nil }
    return header + 30 + Int(nameCount) + Int(extraCount)
  }

  /// Overlapping members let a small file decompress to any size.
  private func checkLayout(end: Int) throws(TensorFileError) {
    var names: Set<String> = []
    for entry in entries where !names.insert(entry.name).inserted {
      throw bytes.error(.malformed, "has two members called \(entry.name.shown)")
    }
    var free = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset >= free else {
        throw bytes.error(.refused, "has members that overlap at \(entry.name.shown)")
      }
      guard let start = dataOffset(of: entry), start <= end, entry.packedCount <= end - start else {
        throw bytes.error(.malformed, "has a member \(entry.name.shown) that is not where its list says")
      }
      free = start + entry.packedCount
    }
  }

  private func checkProportion() throws(TensorFileError) {
    let allowed = max(
      Self.freeUnpackedCount, bytes.count.multipliedReportingOverflow(by: Self.maximumRatio).partialValue)
    var unpacked = 0
    for entry in entries where entry.method == .deflated {
      let (sum, overflow) = unpacked.addingReportingOverflow(entry.count)
      guard !overflow, sum <= allowed else {
        throw bytes.error(
          .refused, "would unpack to more than \(Self.maximumRatio) times its size; refused as a zip bomb")
      }
      unpacked = sum
    }
  }
}
