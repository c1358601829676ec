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

  /// The part of some areas that has changed, 0 to 1: of the cells that lie in them, wholly or with any part.
  ///
  /// So no area is too small or too thin to be seen to change.
  ///
  /// - Parameter polygons: each three corners or more (x, y), in fractions of the picture's width and height from the upper left, that
  ///   surround something. What several of them cover counts once.
  public func changedFraction(inside polygons: [[SIMD2<Double>]]) -> Double {
    var (inside, changed) = (0, 0)
    for row in 0..<Self.rows {
      for column in 0..<Self.columns {
        let cell = ChangeCell(column: column, row: row)
        guard polygons.contains(where: { cell.shares(with: $0) }) else { continue }
        inside += 1
        if cells[row * Self.columns + column] >= 1 { changed += 1 }
      }
    }
    return inside == 0 ? 0 : Double(changed) / Double(inside)
  }
}
