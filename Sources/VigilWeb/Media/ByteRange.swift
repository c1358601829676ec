/// A part of a file that a client asks for (RFC 9110, section 14).
enum ByteRange: Hashable {
  /// All of it: nothing else was asked for, or something that need not be understood.
  case whole
  /// From the first up to and with the last byte.
  case part(ClosedRange<Int64>)
  /// Nothing of the file.
  case none

  /// Reads the value of `Range` for a file of so many bytes. Of several ranges at once the whole is sent, as the standard allows.
  init(_ header: String?, size: Int64) {
    self = .whole
    guard let header, header.hasPrefix("bytes="), header.utf8.count <= 64 else { return }
    let parts = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } && $0.utf8.count <= 18 })
    else { return }
    switch (Int64(parts[0]), Int64(parts[1])) {
    case (let first?, let last):
      if let last, last < first { return }
      guard first < size else {
        self = .none
        return
      }
      self = .part(first...min(last ?? size - 1, size - 1))
    case (nil, let count?):
      guard count > 0, size > 0 else {
        self = .none
        return
      }
      self = .part(max(0, size - count)...size - 1)
    case (nil, nil): return
    }
  }
}
