/// Where the picture of a snippet changed: within it, or since the last snippet that was scored.
public struct SnippetChange: Hashable, Sendable {
  /// Cells in a row.
  public static let columns = 32
  /// Rows of cells.
  public static let rows = 18

  /// The strongest change in each cell, row by row from the upper left, in units of what the still gate takes for noise there: a cell has
  /// changed from 1 on.
  public var cells: [Float]
  /// Whether no cell has changed.
  public var isStill: Bool { !cells.contains { $0 >= 1 } }
  /// The strongest change of all.
  public var strongest: Float { cells.max() ?? 0 }

  /// Makes a map.
  ///
  /// - Precondition: there are `columns` x `rows` cells.
  public init(cells: [Float]) {
    precondition(cells.count == Self.columns * Self.rows, "a map has \(Self.columns * Self.rows) cells")
    self.cells = cells
  }

  /// The part of the whole picture that has changed, 0 to 1.
  public var changedFraction: Double {
    Double(cells.count { $0 >= 1 }) / Double(cells.count)
  }

  /// The part of some areas that has changed, 0 to 1; 0 if they are smaller than the grid can tell.
  ///
  /// - Parameter polygons: each three corners or more (x, y), in fractions of the picture's width and height from the upper left.
  ///   What several of them cover counts once.
  public func changedFraction(inside polygons: [[SIMD2<Double>]]) -> Double {
    // Each cell counts by those of 4 x 4 points in it that lie inside.
    let points = 4
    var (inside, changed) = (0, 0)
    for row in 0..<Self.rows * points {
      let y = (Double(row) + 0.5) / Double(Self.rows * points)
      for column in 0..<Self.columns * points {
        let point = SIMD2((Double(column) + 0.5) / Double(Self.columns * points), y)
        guard polygons.contains(where: { Self.contains(point, in: $0) }) else { continue }
        inside += 1
        if cells[row / points * Self.columns + column / points] >= 1 { changed += 1 }
      }
    }
    return inside == 0 ? 0 : Double(changed) / Double(inside)
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
