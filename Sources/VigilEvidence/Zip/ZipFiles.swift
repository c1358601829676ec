import Foundation

/// Evidence in an archive that a station wrote. It is read in place, never unpacked.
///
/// Opening compares every byte that is not contents with those that `ZipLayout` would write for the same members, so that
/// nothing can hide between them, overlap or be read in two ways. An archive that another program packed is refused.
final class ZipFiles: EvidenceFiles {
  /// When the archive says it was made.
  let time: ZipTime
  private let file: FileHandle
  private let order: [String]
  private let members: [String: Member]

  private struct Member {
    var offset: UInt64
    var bytes: UInt64
    var crc32: UInt32
  }

  /// The most bytes of a list of members.
  private static let mostDirectory: UInt64 = 64 << 20
  private static let part = 1 << 20

  /// Opens an archive.
  ///
  /// - Throws: `cannotRead`, `notACase`.
  init(_ archive: URL) throws(EvidenceError) {
    do {
      let descriptor = open(archive.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else { throw Self.unreadable(String(cString: strerror(errno))) }
      file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw Self.unreadable("it is not a file")
      }
      let size = UInt64(status.st_size)
      let start = try Self.directoryStart(file, size: size)
      guard start <= size, size - start <= Self.mostDirectory else { throw Self.altered }
      let directory = try Self.bytes(file, at: start, count: Int(size - start))
      let layout = try Self.layout(directory)
      // Forged sizes could add up to the right one by overflow.
      guard layout.members.allSatisfy({ $0.bytes <= size }), layout.offsets.allSatisfy({ $0 <= size }),
        layout.bytes == size, layout.directory == directory
      else { throw Self.altered }
      var members: [String: Member] = [:]
      for (member, offset) in zip(layout.members, layout.offsets) {
        if let fault = EvidenceName.fault(of: member.name) {
          throw EvidenceError(.refusedName, "has a member \(EvidenceName.shown(member.name)): \(fault)")
        }
        let header = layout.localHeader(member)
        guard try Self.bytes(file, at: offset, count: header.count) == header else { throw Self.altered }
        let known = members.updateValue(
          Member(offset: offset + UInt64(header.count), bytes: member.bytes, crc32: member.crc32),
          forKey: member.name)
        guard known == nil else {
          throw EvidenceError(.notACase, "has two members called \(EvidenceName.shown(member.name))")
        }
      }
      time = layout.time
      order = layout.members.map(\.name)
      self.members = members
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw Self.unreadable(String(describing: error))
    }
  }

  func names() -> [String] { order }

  func has(_ name: String) -> Bool { members[name] != nil }

  func read(_ name: String, _ body: ([UInt8]) -> Void) throws(EvidenceError) {
    guard let member = members[name] else { throw EvidenceError(.cannotRead, "is missing") }
    var checksum = CRC32()
    var done: UInt64 = 0
    while done < member.bytes {
      let count = Int(min(UInt64(Self.part), member.bytes - done))
      let part = try Self.bytes(file, at: member.offset + done, count: count)
      checksum.update(part)
      body(part)
      done += UInt64(count)
    }
    guard checksum.value == member.crc32 else {
      throw EvidenceError(.cannotRead, "does not match its checksum; the archive is damaged")
    }
  }

  /// Where the list of members begins, by the record that ends the archive.
  private static func directoryStart(_ file: FileHandle, size: UInt64) throws(EvidenceError) -> UInt64 {
    guard size >= 22 else { throw altered }
    let end = try bytes(file, at: size - 22, count: 22)
    guard integer(end, 0, 4) == 0x0605_4B50 else { throw altered }
    let start = integer(end, 16, 4)
    guard start == UInt64(UInt32.max) else { return start }
    guard size >= 98 else { throw altered }
    return integer(try bytes(file, at: size - 98, count: 56), 48, 8)
  }

  /// The members of a list, whose other fields the caller compares.
  private static func layout(_ directory: [UInt8]) throws(EvidenceError) -> ZipLayout {
    var members: [ZipMember] = []
    var time: ZipTime?
    var at = 0
    while at + 46 <= directory.count, integer(directory, at, 4) == 0x0201_4B50 {
      let nameCount = Int(integer(directory, at + 28, 2))
      let extraCount = Int(integer(directory, at + 30, 2))
      let nameEnd = at + 46 + nameCount
      guard nameEnd + extraCount <= directory.count,
        let name = String(validating: directory[(at + 46)..<nameEnd], as: UTF8.self)
      else { throw altered }
      var count = integer(directory, at + 24, 4)
      if count == UInt64(UInt32.max), extraCount >= 12 { count = integer(directory, nameEnd + 4, 8) }
      time =
        time
        ?? ZipTime(time: UInt16(integer(directory, at + 12, 2)), date: UInt16(integer(directory, at + 14, 2)))
      members.append(ZipMember(name: name, bytes: count, crc32: UInt32(integer(directory, at + 16, 4))))
      at = nameEnd + extraCount
    }
    return ZipLayout(members: members, time: time ?? ZipTime(time: 0, date: 0))
  }

  private static func integer(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads without moving the place of the handle.
  private static func bytes(_ file: FileHandle, at offset: UInt64, count: Int) throws(EvidenceError)
    -> [UInt8]
  {
    var buffer = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = buffer.withUnsafeMutableBytes {
        pread(
          file.fileDescriptor, $0.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw unreadable(String(cString: strerror(errno))) }
      guard read > 0 else { throw altered }
      done += read
    }
    return buffer
  }

  private static let altered = EvidenceError(
    .notACase,
    "is not an archive as a station writes it: it is cut short or damaged, or another program packed it again. "
      + "In the last case unpack it, and verify the folder")

  private static func unreadable(_ reason: String) -> EvidenceError {
    EvidenceError(.cannotRead, "cannot be read: \(reason)")
  }
}
