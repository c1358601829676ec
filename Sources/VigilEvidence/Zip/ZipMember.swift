/// A member of an archive, stored as it is.
package struct ZipMember: Hashable {
  package var name: String
  package var bytes: UInt64
  package var crc32: UInt32

  package init(name: String, bytes: UInt64, crc32: UInt32) {
    self.name = name
    self.bytes = bytes
    self.crc32 = crc32
  }
}

/// A date and time as zip archives have them, in steps of two seconds.
package struct ZipTime: Hashable {
  package var time: UInt16
  package var date: UInt16

  package init(time: UInt16, date: UInt16) {
    self.time = time
    self.date = date
  }
}
