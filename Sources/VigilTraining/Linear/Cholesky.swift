/// A symmetric positive matrix as the product of a lower triangle and its transpose, to solve equations with.
struct Cholesky {
  private let size: Int
  /// The lower triangle, row by row in a square.
  private let triangle: [Double]

  /// Factorises a matrix, of which only the lower triangle is read; nil if it is not positive.
  init?(_ matrix: [Double], size: Int) {
    var lower = matrix
    for row in 0..<size {
      for column in 0...row {
        var sum = lower[row * size + column]
        for index in 0..<column { sum -= lower[row * size + index] * lower[column * size + index] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          lower[row * size + row] = sum.squareRoot()
        } else {
          lower[row * size + column] = sum / lower[column * size + column]
        }
      }
    }
    self.size = size
    triangle = lower
  }

  /// The x for which matrix x = right.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<size {
      for index in 0..<row { x[row] -= triangle[row * size + index] * x[index] }
      x[row] /= triangle[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for index in row + 1..<size { x[row] -= triangle[index * size + row] * x[index] }
      x[row] /= triangle[row * size + row]
    }
    return x
  }
}
