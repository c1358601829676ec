/// Where evidence lies: a folder or an archive. Names are those of `EvidenceName`; nothing is ever followed or written.
protocol EvidenceFiles {
  /// The names of all files.
  func names() throws(EvidenceError) -> [String]

  /// Whether there is a file of that name.
  func has(_ name: String) -> Bool

  /// Calls a body with the bytes of a file, some at a time.
  ///
  /// - Throws: `cannotRead`, `refusedName` for a link or a device.
  func read(_ name: String, _ body: ([UInt8]) -> Void) throws(EvidenceError)
}

extension EvidenceFiles {
  /// The bytes of a small file.
  ///
  /// - Throws: also `cannotRead` for one larger than a limit.
  func contents(_ name: String, atMost limit: Int) throws(EvidenceError) -> [UInt8] {
    var contents: [UInt8] = []
    var count = 0
    try read(name) { part in
      count += part.count
      if count <= limit { contents += part }
    }
    guard count <= limit else {
      throw EvidenceError(.cannotRead, "has \(count) bytes, where at most \(limit) are expected")
    }
    return contents
  }

  /// The size and digest of a file of any size.
  func digest(_ name: String) throws(EvidenceError) -> FileDigest {
    var digest = FileDigest.Computation()
    try read(name) { digest.update($0) }
    return digest.result
  }
}
