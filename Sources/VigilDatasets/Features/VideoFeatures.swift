public import Foundation
public import VigilCore
public import VigilTensorFiles

/// The stored features of a video, [snippets, crops, F], in the forms in which features are published.
///
/// One array of that shape; one of [snippets, F], which is a single crop; or a file of that shape for each crop, `NAME__0.npy`,
/// `NAME__1.npy` and so on. Each is an `.npy` file, or an `.npz` archive of one array, of 16-, 32- or 64-bit floats. Rows are read
/// on access, except those of a compressed archive.
public struct VideoFeatures: Sendable {
  /// [snippets, crops, F].
  public let shape: [Int]
  /// How numbers are stored, such as `float16`.
  public let typeName: String
  /// Whether files have two axes, one for each crop, or one for the only crop.
  let isOneFilePerCrop: Bool
  private let parts: [ArrayRows]

  /// The number of snippets.
  public var rowCount: Int { shape[0] }
  /// [crops, F].
  public var rowShape: [Int] { Array(shape.dropFirst()) }

  /// Opens features, reading only headers.
  ///
  /// - Parameter url: the file; the first one if there is one for each crop.
  /// - Throws: `TensorFileError` for another number of axes, or crops that do not belong together.
  public init(_ url: URL) throws(TensorFileError) {
    let first = try ArrayRows(url)
    switch first.shape.count {
    case 2:
      parts = [first] + (try Self.otherCrops(beside: url, shape: first.shape))
      shape = [first.shape[0], parts.count, first.shape[1]]
    case 3:
      parts = [first]
      shape = first.shape
    default:
      throw TensorFileError(
        .unsupported,
        "\(url.path) has the shape \(first.shape), not [snippets, crops, features] or [snippets, features]"
      )
    }
    typeName = first.typeName
    isOneFilePerCrop = first.shape.count == 2
  }

  /// Gives the memory of the files back until a snippet is read again, so that a pass over many videos needs that of one.
  public func release() {
    for part in parts { part.release() }
  }

  /// Lends one snippet, [crops, F] flattened.
  ///
  /// - Precondition: `0 <= index < rowCount`.
  public func withRow<Result, Failure: Error>(
    _ index: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if parts.count == 1 { return try parts[0].withRow(index, body) }
    var row: [Float] = []
    row.reserveCapacity(shape[1] * shape[2])
    for part in parts {
      part.withRow(index) { span in span.withUnsafeBufferPointer { row.append(contentsOf: $0) } }
    }
    return try body(row.span)
  }

  /// Copies consecutive snippets: [rows.count, crops, F].
  ///
  /// - Precondition: `rows` lies within `0..<rowCount`.
  public func rows(_ rows: Range<Int>) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * shape[1] * shape[2])
    for row in rows {
      withRow(row) { span in span.withUnsafeBufferPointer { values.append(contentsOf: $0) } }
    }
    return Tensor(shape: [rows.count] + rowShape, values: values)
  }

  /// Copies crops one after another, as the detector takes them: [snippets, crops, F] -> [columns.count, snippets, F].
  ///
  /// - Precondition: `columns` lies within the crops.
  public func columns(_ columns: Range<Int>) -> Tensor {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= shape[1],
      "features of shape \(shape) have no crops \(columns)")
    return Tensor(columns: columns, of: shape) { row, take in withRow(row, take) }
  }

  /// The snippet and the crop of the first NaN or infinity; nil if all numbers are finite.
  public func firstNonFinite() -> (snippet: Int, crop: Int)? {
    for row in 0..<rowCount {
      let place = withRow(row) { span -> Int? in
        // Comparing bits keeps the loop over finite numbers, the usual case, free of branches.
        var largest: UInt32 = 0
        for index in span.indices { largest = max(largest, span[index].bitPattern & 0x7FFF_FFFF) }
        guard largest >= 0x7F80_0000 else { return nil }
        for index in span.indices where !span[index].isFinite { return index }
        return nil
      }
      if let place { return (row, place / shape[2]) }
    }
    return nil
  }

  /// The files of the second and further crops of a video whose first is in `url`.
  private static func otherCrops(beside url: URL, shape: [Int]) throws(TensorFileError) -> [ArrayRows] {
    guard let files = FeatureCrops.files(of: url) else { return [] }
    var others: [ArrayRows] = []
    for file in files.dropFirst() {
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw TensorFileError(
          .notFound,
          "\(file.path) is missing, though \(files.last?.lastPathComponent ?? "") is there; copy or download it again"
        )
      }
      let other = try ArrayRows(file)
      guard other.shape == shape else {
        throw TensorFileError(
          .unsupported,
          "\(file.path) has the shape \(other.shape), \(url.lastPathComponent) has \(shape); all crops of a video have one shape"
        )
      }
      others.append(other)
    }
    return others
  }
}
