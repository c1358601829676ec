public import Foundation
import VigilCore

/// Floating-point numbers in a file, read row by row as 32-bit floats whatever their form.
///
/// A row is one index of the first axis. Taken are `.npy` files of 16, 32 or 64 bits, in either byte order and in C or
/// Fortran order, and `.npz` archives of one such array. Little-endian float32 in C order is lent without a copy and paged in on
/// access, as by `MappedNPY`; a row in any other form is converted when it is read. A compressed array is unpacked into memory once.
public struct ArrayRows: Sendable {
  /// The extent of every axis; at least one.
  public let shape: [Int]
  /// How one number is stored, such as `float16`.
  public let typeName: String
  private let elements: StridedElements
  private let isPlain: Bool
  private let rowElements: Int

  /// The number of rows.
  public var rowCount: Int { shape[0] }

  /// Opens an array, reading only its header.
  ///
  /// - Throws: `unsupported` for whole numbers, a single number and archives of several arrays; `malformed`, `truncated` and
  ///   `wrongKind` for other files.
  public init(_ url: URL) throws(TensorFileError) {
    let bytes = try Bytes(mapping: url)
    try self.init(ZipArchive.isZip(bytes) ? NPZ(bytes).onlyArray() : bytes)
  }

  package init(_ bytes: Bytes) throws(TensorFileError) {
    let header = try NPYHeader(bytes)
    guard [.float16, .float32, .float64].contains(header.type) else {
      throw bytes.error(.unsupported, "holds \(header.type), not floating-point numbers; save it as float32")
    }
    guard !header.shape.isEmpty, let rowElements = Extent.count(Array(header.shape.dropFirst())) else {
      throw bytes.error(.unsupported, "holds a single number, not rows of them")
    }
    let elements = try StridedElements(bytes, header)
    shape = header.shape
    typeName = "\(header.type)"
    self.elements = elements
    self.rowElements = rowElements
    isPlain = elements.isPlainFloats
  }

  /// Gives the memory of the file back until a row is read again; what was unpacked stays.
  public func release() { elements.bytes.release() }

  /// Lends one row, flattened.
  ///
  /// - Precondition: `0 <= index < rowCount`.
  public func withRow<Result, Failure: Error>(
    _ index: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<rowCount).contains(index), "row \(index) of \(rowCount)")
    guard isPlain else {
      let values = elements.row(index).tensor().values
      return try body(values.span)
    }
    return try elements.bytes.withUnsafeBytes { (bytes) throws(Failure) in
      let floats = bytes.assumingMemoryBound(to: Float.self)
      return try body(
        UnsafeBufferPointer(rebasing: floats[index * rowElements..<(index + 1) * rowElements]).span)
    }
  }
}
