/// A member of an archive, stored as it is.
struct ZipMember: Hashable {
  var name: String
  var bytes: UInt64
  var crc32: UInt32
}

/// A date and time as zip archives have them, in steps of two seconds.
struct ZipTime: Hashable {
  var time: UInt16
  var date: UInt16
}
