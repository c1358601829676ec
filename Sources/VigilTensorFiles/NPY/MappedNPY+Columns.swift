public import VigilCore

extension MappedNPY {
  /// Copies columns one after another: [rows, columns, numbers] -> [columns.count, rows, numbers].
  ///
  /// Features are stored snippet by snippet, and the detector takes them crop by crop.
  ///
  /// - Precondition: the array has three axes, and `columns` lies within the second.
  public func columns(_ columns: Range<Int>) -> Tensor {
    precondition(
      shape.count == 3 && columns.lowerBound >= 0 && columns.upperBound <= shape[1],
      "an array of shape \(shape) has no columns \(columns)")
    return Tensor(columns: columns, of: shape) { row, take in withRow(row, take) }
  }
}

extension Tensor {
  /// Copies columns one after another from rows that are lent: [rows, columns, numbers] -> [columns.count, rows, numbers].
  ///
  /// - Parameters:
  ///   - columns: Which, within the second axis.
  ///   - shape: Three axes.
  ///   - lend: Passes on the row of an index, [columns, numbers] flattened.
  package init(columns: Range<Int>, of shape: [Int], lend: (Int, (Span<Float>) -> Void) -> Void) {
    let (rows, size) = (shape[0], shape[2])
    var values = [Float](repeating: 0, count: columns.count * rows * size)
    for row in 0..<rows {
      lend(row) { span in
        for column in columns {
          let (from, to) = (column * size, ((column - columns.lowerBound) * rows + row) * size)
          for index in 0..<size { values[to + index] = span[from + index] }
        }
      }
    }
    self.init(shape: [columns.count, rows, size], values: values)
  }
}
