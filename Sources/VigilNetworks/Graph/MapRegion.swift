public import VigilCore

/// A rectangle of a feature map: the weight of each row and each column of cells in the mean over it.
///
/// A cell at its edge counts by the part of it that lies inside.
public struct MapRegion: Hashable, Sendable {
  /// For each row of the map, its fraction of the region's height; they sum to 1.
  public let rows: [Double]
  /// For each column of the map, its fraction of the region's width; they sum to 1.
  public let columns: [Double]

  /// The part of a map of `rows` x `columns` cells that a rectangle of the frame covers.
  ///
  /// - Parameter cell: the side of a cell in pixels. The area beyond the last cell, less than one cell, is assumed
  ///   to be like it.
  public init(_ region: PixelRegion, cell: Int, rows: Int, columns: Int) {
    self.rows = Self.shares(of: region.y..<region.y + region.height, cell: cell, count: rows)
    self.columns = Self.shares(of: region.x..<region.x + region.width, cell: cell, count: columns)
  }

  private static func shares(of pixels: Range<Int>, cell: Int, count: Int) -> [Double] {
    precondition(
      pixels.lowerBound >= 0 && pixels.upperBound < (count + 1) * cell, "\(pixels) lie outside the map")
    return (0..<count).map { index in
      let end = index == count - 1 ? pixels.upperBound : (index + 1) * cell
      let inside = pixels.clamped(to: index * cell..<max(index * cell, end))
      return Double(inside.count) / Double(pixels.count)
    }
  }

  /// The weight of each cell, row by row.
  var shares: [Double] { rows.flatMap { row in columns.map { row * $0 } } }
}
