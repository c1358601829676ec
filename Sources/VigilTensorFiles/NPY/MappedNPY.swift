public import Foundation
public import VigilCore

/// A float32 `.npy` file that may be larger than memory, read row by row from where it lies on disk.
///
/// A row is one index of the first axis. Opening costs no memory; the system reads what is touched and
/// may drop it again. For arrays that fit in memory `NPY.read` is simpler and takes every type.
public struct MappedNPY: Sendable {
  /// The extent of every axis; at least one.
  public let shape: [Int]
  private let numbers: Bytes
  private let rowElements: Int

  /// The number of rows.
  public var rowCount: Int { shape[0] }
  /// The shape of one row.
  public var rowShape: [Int] { Array(shape.dropFirst()) }

  /// Maps a little-endian float32 array in C order with at least one axis; others are refused.
  public init(_ url: URL) throws(TensorFileError) {
    try self.init(Bytes(mapping: url))
  }

  package init(_ bytes: Bytes) throws(TensorFileError) {
    let header = try NPYHeader(bytes)
    let rowShape = Array(header.shape.dropFirst())
    guard
      header.type == .float32, !header.isBigEndian, !header.isFortranOrder, !header.shape.isEmpty,
      header.dataOffset % MemoryLayout<Float>.alignment == 0, let rowElements = Extent.count(rowShape),
      let numbers = bytes.slice(at: header.dataOffset, count: bytes.count - header.dataOffset)
    else {
      throw bytes.error(
        .unsupported,
        "cannot be read row by row: save it as little-endian float32 in C order with at least one axis")
    }
    self.shape = header.shape
    self.rowElements = rowElements
    self.numbers = numbers
  }

  /// Lends one row without copying it.
  ///
  /// - Precondition: `0 <= index < rowCount`.
  public func withRow<Result, Failure: Error>(
    _ index: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withRows(index..<index + 1, body)
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
