package import Foundation

/// A range of a file or of memory, read with bounds checks; slices share the storage.
package struct Bytes: Sendable {
  private let storage: ByteStorage
  private let start: Int
  /// The number of bytes.
  package let count: Int
  /// The name of the source in error messages.
  package let name: String

  private init(storage: ByteStorage, start: Int, count: Int, name: String) {
    self.storage = storage
    self.start = start
    self.count = count
    self.name = name
  }

  /// Maps a file, which costs no memory until it is read.
  package init(mapping url: URL) throws(TensorFileError) {
    let storage = try ByteStorage(mapping: url)
    self.init(storage: storage, start: 0, count: storage.memory.count, name: url.path)
  }

  /// Copies bytes from memory.
  package init(_ bytes: [UInt8], name: String) {
    self.init(name: name, count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Allocates `count` bytes and has them written.
  init<Failure: Error>(
    name: String, count: Int, filling fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    self.init(storage: try ByteStorage(count: count, filling: fill), start: 0, count: count, name: name)
  }

  /// `count` bytes from `offset`, or nothing if they do not all exist.
  func slice(at offset: Int, count: Int) -> Bytes? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
    return Bytes(storage: storage, start: start + offset, count: count, name: name)
  }

  /// The same bytes under another name.
  func named(_ name: String) -> Bytes {
    Bytes(storage: storage, start: start, count: count, name: name)
  }

  /// Gives the memory of a mapped file back until it is read again: of the whole file, not of a slice alone.
  func release() { storage.release() }

  /// The little-endian integer at `offset`, or nothing beyond the end.
  func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Integer.Type
  ) -> Integer? {
    guard offset >= 0, offset <= count, MemoryLayout<Integer>.size <= count - offset else { return nil }
    return withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
  }

  /// Whether the bytes begin with these.
  func starts(with prefix: [UInt8]) -> Bool {
    guard prefix.count <= count else { return false }
    return withUnsafeBytes { $0.starts(with: prefix) }
  }

  /// The text in UTF-8, or nothing where it is not.
  var text: String? {
    withUnsafeBytes { String(validating: $0, as: UTF8.self) }
  }

  /// The text with one character per byte (ISO 8859-1).
  var latin1Text: String {
    withUnsafeBytes { bytes in String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) }
  }

  /// Lends the memory to `body`; the pointer is valid only during the call.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(rebasing: storage.memory[start..<start + count]))
  }
}
