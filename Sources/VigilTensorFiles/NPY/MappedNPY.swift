public import Foundation
public import VigilCore

/// A `.npy` file of floats or bytes that may be larger than memory, read row by row from disk.
///
/// A row is one index of the first axis. Opening costs no memory; the system pages data in on access and
/// may evict it again. For arrays that fit in memory `NPY.read` is simpler and supports every type.
public struct MappedNPY: Sendable {
  /// The element type.
  public let number: NPY.Number
  /// The extent of every axis; at least one.
  public let shape: [Int]
  private let numbers: Bytes
  private let rowElements: Int

  /// The number of rows.
  public var rowCount: Int { shape[0] }
  /// The shape of one row.
  public var rowShape: [Int] { Array(shape.dropFirst()) }

  /// Maps an array in C order with at least one axis, of the requested type; others are refused.
  public init(_ url: URL, of number: NPY.Number = .float32) throws(TensorFileError) {
    try self.init(Bytes(mapping: url), of: number)
  }

  package init(_ bytes: Bytes, of number: NPY.Number = .float32) throws(TensorFileError) {
    let header = try NPYHeader(bytes)
    let rowShape = Array(header.shape.dropFirst())
    guard
      header.type == (number == .float32 ? .float32 : .uint8), !header.isBigEndian || number == .uint8,
      !header.isFortranOrder, !header.shape.isEmpty, header.dataOffset % MemoryLayout<Float>.alignment == 0,
      let rowElements = Extent.count(rowShape),
      let numbers = bytes.slice(at: header.dataOffset, count: bytes.count - header.dataOffset)
    else {
      throw bytes.error(
        .unsupported,
        "cannot be read row by row: save it as \(number == .float32 ? "little-endian float32" : "uint8") in C order "
          + "with at least one axis")
    }
    self.number = number
    self.shape = header.shape
    self.rowElements = rowElements
    self.numbers = numbers
  }

  /// Gives the memory of the file back until a row is read again.
  public func release() { numbers.release() }

  /// Lends one row without copying it.
  ///
  /// - Precondition: the file holds float32, and `0 <= index < rowCount`.
  public func withRow<Result, Failure: Error>(
    _ index: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withRows(index..<index + 1, body)
  }

  /// Lends one row of bytes without copying it.
  ///
  /// - Precondition: the file holds uint8, and `0 <= index < rowCount`.
  public func withBytes<Result, Failure: Error>(
    ofRow index: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(number == .uint8 && (0..<rowCount).contains(index), "row \(index) of \(rowCount), \(number)")
    return try numbers.withUnsafeBytes { (bytes) throws(Failure) in
      let row = UnsafeRawBufferPointer(rebasing: bytes[index * rowElements..<(index + 1) * rowElements])
      return try body(row.assumingMemoryBound(to: UInt8.self).span)
    }
  }

  /// Copies consecutive rows to a tensor of shape `[rows.count] + rowShape`.
  ///
  /// - Precondition: `rows` lies within `0..<rowCount`.
  public func rows(_ rows: Range<Int>) -> Tensor {
    let values = withRows(rows) { span in
      [Float](unsafeUninitializedCapacity: span.count) { output, initialized in
        for index in span.indices { output.initializeElement(at: index, to: span[index]) }
        initialized = span.count
      }
    }
    return Tensor(shape: [rows.count] + rowShape, values: values)
  }

  private func withRows<Result, Failure: Error>(
    _ rows: Range<Int>, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(number == .float32, "the file holds \(number)")
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) are not among \(rowCount)")
    return try numbers.withUnsafeBytes { (bytes) throws(Failure) in
      let floats = bytes.assumingMemoryBound(to: Float.self)
      return try body(
        UnsafeBufferPointer(
          rebasing: floats[rows.lowerBound * rowElements..<rows.upperBound * rowElements]
        ).span)
    }
  }
}
