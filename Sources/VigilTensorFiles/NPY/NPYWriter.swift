public import Foundation
import VigilCore

/// Writes a `.npy` file row by row, if the number of rows is known last.
///
/// The file appears at its destination with `finish()`. A writer that goes out of scope before leaves nothing
/// behind, and the destination keeps its content.
public struct NPYWriter: ~Copyable {
  /// The element type.
  public let number: NPY.Number
  /// The shape of one row, such as `[10, 2048]` for ten crops of features.
  public let rowShape: [Int]
  /// The number of rows written so far.
  public private(set) var rowCount = 0
  private let rowElements: Int
  private var file: AtomicFile

  /// Opens a file of shape `[rows] + rowShape`.
  ///
  /// - Precondition: no extent is negative and their product fits an `Int`.
  public init(
    _ destination: URL, rowShape: [Int], of number: NPY.Number = .float32
  ) throws(TensorFileError) {
    guard let rowElements = Extent.count(rowShape) else {
      preconditionFailure("a row cannot have the shape \(rowShape)")
    }
    // What may throw comes first: Swift 6.2 loses track of values that are partly set when an error leaves.
    let file = try Self.open(destination, header: NPY.header(shape: [0] + rowShape, of: number))
    self.number = number
    self.rowShape = rowShape
    self.rowElements = rowElements
    self.file = file
  }

  private static func open(_ destination: URL, header: Data) throws(TensorFileError) -> AtomicFile {
    do throws(CoreError) {
      var file = try AtomicFile(destination)
      try file.write(header)
      return file
    } catch {
      throw TensorFileError(error)
    }
  }

  /// Appends one row.
  ///
  /// - Precondition: the file holds float32, and `row` has as many elements as `rowShape` says.
  public mutating func append(_ row: [Float]) throws(TensorFileError) {
    precondition(number == .float32, "the file holds \(number)")
    try append(row.littleEndianData, count: row.count)
  }

  /// Appends one row of bytes.
  ///
  /// - Precondition: the file holds uint8, and `row` has as many elements as `rowShape` says.
  public mutating func append(bytes row: [UInt8]) throws(TensorFileError) {
    precondition(number == .uint8, "the file holds \(number)")
    try append(Data(row), count: row.count)
  }

  private mutating func append(_ row: Data, count: Int) throws(TensorFileError) {
    precondition(count == rowElements, "\(count) values are not a row of shape \(rowShape)")
    do throws(CoreError) {
      try file.write(row)
    } catch {
      throw TensorFileError(error)
    }
    rowCount += 1
  }

  /// Writes the number of rows into the header and moves the file into place.
  public consuming func finish() throws(TensorFileError) {
    do throws(CoreError) {
      try file.rewriteStart(NPY.header(shape: [rowCount] + rowShape, of: number))
      try file.finish()
    } catch {
      throw TensorFileError(error)
    }
  }
}
