/// The part of the picture that a cell of a map of changes stands for.
struct ChangeCell {
  /// The upper left corner, in fractions of the picture's width and height.
  private let low: SIMD2<Double>
  /// The lower right corner.
  private let high: SIMD2<Double>

  init(column: Int, row: Int) {
    let cells = SIMD2(Double(SnippetChange.columns), Double(SnippetChange.rows))
    low = SIMD2(Double(column), Double(row)) / cells
    high = SIMD2(Double(column + 1), Double(row + 1)) / cells
  }

  /// Whether a polygon covers any part of the cell; a common border is none.
  func shares(with polygon: [SIMD2<Double>]) -> Bool {
    guard polygon.count >= 3, var before = polygon.last else { return false }
    // A polygon of which no edge is in the cell has all of it inside, or nothing.
    for corner in polygon {
      if isCrossed(from: before, to: corner) { return true }
      before = corner
    }
    return Self.contains((low + high) / 2, in: polygon)
  }

  /// Whether a part of an edge lies between the cell's borders.
  private func isCrossed(from: SIMD2<Double>, to: SIMD2<Double>) -> Bool {
    let way = to - from
    // The part of the way, 0 to 1, that lies between the borders.
    var (enters, leaves) = (0.0, 1.0)
    for axis in 0..<2 {
      guard way[axis] != 0 else {
        guard from[axis] > low[axis], from[axis] < high[axis] else { return false }
        continue
      }
      let (one, other) = ((low[axis] - from[axis]) / way[axis], (high[axis] - from[axis]) / way[axis])
      (enters, leaves) = (max(enters, min(one, other)), min(leaves, max(one, other)))
    }
    return enters < leaves
  }

  /// The even-odd rule.
  private static func contains(_ point: SIMD2<Double>, in polygon: [SIMD2<Double>]) -> Bool {
    guard var before = polygon.last else { return false }
    var isInside = false
    for corner in polygon {
      defer { before = corner }
      guard (corner.y > point.y) != (before.y > point.y) else { continue }
      let crossing = (before.x - corner.x) * (point.y - corner.y) / (before.y - corner.y) + corner.x
      if point.x < crossing { isInside.toggle() }
    }
    return isInside
  }
}
