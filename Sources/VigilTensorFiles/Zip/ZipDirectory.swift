/// The position of the central directory, from the record at the end of the file.
struct ZipDirectoryLocation {
  let offset: Int
  let count: Int
  let entryCount: Int

  init(_ bytes: Bytes) throws(TensorFileError) {
    guard let end = Self.endRecord(bytes) else {
      throw bytes.truncated("the zip archive has no list of members at its end")
    }
    var reader = ByteReader(bytes, at: end + 10)
    var entryCount = UInt64(try reader.integer(UInt16.self))
    var count = UInt64(try reader.integer(UInt32.self))
    var offset = UInt64(try reader.integer(UInt32.self))
    if let large = Self.largeEndRecord(bytes, before: end) {
      var reader = ByteReader(bytes, at: large + 32)
      entryCount = try reader.integer(UInt64.self)
      count = try reader.integer(UInt64.self)
      offset = try reader.integer(UInt64.self)
    }
    guard let offset = Int(exactly: offset), let count = Int(exactly: count),
      let entryCount = Int(exactly: entryCount)
    else { throw bytes.error(.malformed, "has a zip directory of impossible size") }
    self.offset = offset
    self.count = count
    self.entryCount = entryCount
  }

  /// The end record comes last, before a comment of at most 65,535 bytes.
  private static func endRecord(_ bytes: Bytes) -> Int? {
    let size = 22
    for comment in 0...Int(UInt16.max) {
      let offset = bytes.count - size - comment
      guard offset >= 0 else { return nil }
      if bytes.integer(at: offset, as: UInt32.self) == 0x0605_4B50,
        bytes.integer(at: offset + 20, as: UInt16.self) == UInt16(comment)
      {
        return offset
      }
    }
    return nil
  }

  /// The ZIP64 record, which a locator of 20 bytes before the end record points to.
  private static func largeEndRecord(_ bytes: Bytes, before end: Int) -> Int? {
    guard end >= 20, bytes.integer(at: end - 20, as: UInt32.self) == 0x0706_4B50,
      let stored = bytes.integer(at: end - 12, as: UInt64.self), let offset = Int(exactly: stored),
      bytes.integer(at: offset, as: UInt32.self) == 0x0606_4B50
    else { return nil }
    return offset
  }
}

extension ZipEntry {
  /// Reads the next entry of a central directory; nil for a folder.
  init?(next reader: inout ByteReader) throws(TensorFileError) {
    let file = reader.bytes
    guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
      throw file.error(.malformed, "has a zip directory that cannot be read")
    }
    _ = try reader.take(4)
    let flags = try reader.integer(UInt16.self)
    let methodCode = try reader.integer(UInt16.self)
    _ = try reader.take(4)
    let checksum = try reader.integer(UInt32.self)
    var packedCount = UInt64(try reader.integer(UInt32.self))
    var count = UInt64(try reader.integer(UInt32.self))
    let nameCount = Int(try reader.integer(UInt16.self))
    let extraCount = Int(try reader.integer(UInt16.self))
    let commentCount = Int(try reader.integer(UInt16.self))
    _ = try reader.take(8)
    var headerOffset = UInt64(try reader.integer(UInt32.self))
    let nameBytes = try reader.take(nameCount)
    let extra = try reader.take(extraCount)
    _ = try reader.take(commentCount)
    try Self.widen(&count, &packedCount, &headerOffset, from: extra)

    let name = nameBytes.text ?? nameBytes.latin1Text
    guard flags & 0x2041 == 0 else {
      throw file.error(
        .unsupported, "has an encrypted member \(name.shown); unpack and save it without a password")
    }
    guard let method = Method(rawValue: methodCode) else {
      throw file.error(
        .unsupported, "has a member \(name.shown) compressed by method \(methodCode); only deflate is read")
    }
    guard let packedCount = Int(exactly: packedCount), let count = Int(exactly: count),
      let headerOffset = Int(exactly: headerOffset), method != .stored || packedCount == count
    else { throw file.error(.malformed, "has a member \(name.shown) of impossible size") }
    if name.hasSuffix("/") && count == 0 { return nil }
    self.init(
      name: name, method: method, checksum: checksum, packedCount: packedCount, count: count,
      headerOffset: headerOffset)
  }

  /// Replaces each field that is all ones by its 64-bit value in the ZIP64 extra field.
  private static func widen(
    _ count: inout UInt64, _ packedCount: inout UInt64, _ headerOffset: inout UInt64, from extra: Bytes
  ) throws(TensorFileError) {
    var reader = ByteReader(extra)
    // Some writers pad the extra field with fewer bytes than a field has.
    while extra.count - reader.offset >= 4 {
      let identifier = try reader.integer(UInt16.self)
      let field = try reader.take(Int(try reader.integer(UInt16.self)))
      guard identifier == 1 else { continue }
      var large = ByteReader(field)
      if count == UInt32.max { count = try large.integer(UInt64.self) }
      if packedCount == UInt32.max { packedCount = try large.integer(UInt64.self) }
      if headerOffset == UInt32.max { headerOffset = try large.integer(UInt64.self) }
    }
  }
}
