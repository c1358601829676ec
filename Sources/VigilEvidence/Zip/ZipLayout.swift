/// Every byte of an archive that is not contents, which follow from its members alone (PKWARE's APPNOTE 6.3, with ZIP64).
///
/// Members are stored without compression, one after the other in the order of the list, and the list ends the file. There
/// is one way to write such an archive, so that a reader can tell each byte that is not as it was.
package struct ZipLayout {
  package let members: [ZipMember]
  package let time: ZipTime
  /// From which size, offset or number on the wider fields of ZIP64 are used; tests lower them.
  private let limits: Limits

  package struct Limits: Sendable {
    /// Of sizes and offsets.
    package var size = UInt64(UInt32.max)
    /// Of the number of members.
    package var count = UInt64(UInt16.max)

    package init() {}
  }

  package init(members: [ZipMember], time: ZipTime, limits: Limits = Limits()) {
    self.members = members
    self.time = time
    self.limits = limits
  }

  /// What comes before the contents of a member.
  package func localHeader(_ member: ZipMember) -> [UInt8] {
    let isLarge = member.bytes >= limits.size
    var bytes = LittleEndianBytes()
    bytes.append(0x0403_4B50 as UInt32)
    appendCommon(member, isLarge: isLarge, to: &bytes)
    bytes.append(UInt16(isLarge ? 20 : 0))
    bytes.append(member.name)
    if isLarge { bytes.append(extra: [member.bytes, member.bytes]) }
    return bytes.bytes
  }

  /// Where each member's header begins, and where the list begins.
  package var offsets: [UInt64] {
    var offsets: [UInt64] = [0]
    for member in members {
      // 30 bytes, the name, 20 bytes of ZIP64 and the contents. No sum of real files overflows; a forged one wraps, and
      // differs from the size of the archive.
      let header = 30 + UInt64(member.name.utf8.count) + (member.bytes >= limits.size ? 20 : 0)
      offsets.append((offsets.last ?? 0) &+ header &+ member.bytes)
    }
    return offsets
  }

  /// The list of members and the records that end the archive.
  package var directory: [UInt8] {
    let offsets = offsets
    var bytes = LittleEndianBytes()
    for (member, offset) in zip(members, offsets) { append(member, at: offset, to: &bytes) }
    let start = offsets[members.count]
    let size = UInt64(bytes.bytes.count)
    let count = UInt64(members.count)
    let isLarge = start >= limits.size || size >= limits.size || count >= limits.count
    if isLarge { appendLargeEnd(count: count, size: size, start: start, to: &bytes) }
    bytes.append(0x0605_4B50 as UInt32)
    bytes.append(0 as UInt32)
    let shown = UInt16(truncatingIfNeeded: isLarge ? UInt64(UInt16.max) : count)
    bytes.append(shown)
    bytes.append(shown)
    bytes.append(UInt32(truncatingIfNeeded: isLarge ? UInt64(UInt32.max) : size))
    bytes.append(UInt32(truncatingIfNeeded: isLarge ? UInt64(UInt32.max) : start))
    bytes.append(0 as UInt16)
    return bytes.bytes
  }

  /// The size of the archive.
  package var bytes: UInt64 { (offsets.last ?? 0) &+ UInt64(directory.count) }

  /// A member's entry in the list.
  private func append(_ member: ZipMember, at offset: UInt64, to bytes: inout LittleEndianBytes) {
    let isLarge = member.bytes >= limits.size
    let isFar = offset >= limits.size
    let wide = (isLarge ? [member.bytes, member.bytes] : []) + (isFar ? [offset] : [])
    bytes.append(0x0201_4B50 as UInt32)
    // Made by version 4.5 on a Unix, which gives the attributes below their meaning.
    bytes.append(0x032D as UInt16)
    appendCommon(member, isLarge: isLarge || isFar, hidesSize: isLarge, to: &bytes)
    bytes.append(UInt16(wide.isEmpty ? 0 : 4 + 8 * wide.count))
    // No comment, the first disk, no internal attributes; a regular file that its owner writes and everybody reads.
    bytes.append(0 as UInt16)
    bytes.append(0 as UInt16)
    bytes.append(0 as UInt16)
    bytes.append(0x81A4_0000 as UInt32)
    bytes.append(isFar ? UInt32.max : UInt32(truncatingIfNeeded: offset))
    bytes.append(member.name)
    if !wide.isEmpty { bytes.append(extra: wide) }
  }

  /// From the version to the length of the name, which both headers share.
  private func appendCommon(
    _ member: ZipMember, isLarge: Bool, hidesSize: Bool? = nil, to bytes: inout LittleEndianBytes
  ) {
    bytes.append(UInt16(isLarge ? 45 : 20))
    // The name is UTF-8.
    bytes.append(0x0800 as UInt16)
    // Stored.
    bytes.append(0 as UInt16)
    bytes.append(time.time)
    bytes.append(time.date)
    bytes.append(member.crc32)
    let size = hidesSize ?? isLarge ? UInt32.max : UInt32(truncatingIfNeeded: member.bytes)
    bytes.append(size)
    bytes.append(size)
    bytes.append(UInt16(truncatingIfNeeded: member.name.utf8.count))
  }

  private func appendLargeEnd(count: UInt64, size: UInt64, start: UInt64, to bytes: inout LittleEndianBytes) {
    bytes.append(0x0606_4B50 as UInt32)
    bytes.append(44 as UInt64)
    bytes.append(0x032D as UInt16)
    bytes.append(45 as UInt16)
    bytes.append(0 as UInt64)
    bytes.append(count)
    bytes.append(count)
    bytes.append(size)
    bytes.append(start)
    bytes.append(0x0706_4B50 as UInt32)
    bytes.append(0 as UInt32)
    bytes.append(start &+ size)
    bytes.append(1 as UInt32)
  }
}

/// Bytes in the making, the least significant first.
private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  mutating func append(_ text: String) { bytes += text.utf8 }

  /// The extra field of ZIP64.
  mutating func append(extra values: [UInt64]) {
    append(1 as UInt16)
    append(UInt16(8 * values.count))
    for value in values { append(value) }
  }
}
