import Foundation

/// The edges of a view, as gradients of its luminance on a scale on which a change of gain changes little.
///
/// Blocks of 8x6 cells are compared one by one, so that whatever hides a part of the view hides only its blocks.
struct ViewStructure: Hashable, Sendable {
  static let blockWidth = 8, blockHeight = 6
  static let blockColumns = ViewPicture.width / blockWidth, blockRows = ViewPicture.height / blockHeight
  static var blocks: Int { blockColumns * blockRows }
  /// A block whose mean gradient is less has nothing to compare.
  static let leastGradient: Float = 0.6

  /// Differences between the right and the left neighbour, and the lower and the upper, of each cell.
  var horizontal: [Float]
  var vertical: [Float]

  init(horizontal: [Float], vertical: [Float]) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  init(_ picture: ViewPicture) {
    let (width, height) = (ViewPicture.width, ViewPicture.height)
    horizontal = [Float](repeating: 0, count: width * height)
    vertical = horizontal
    let values = picture.luminance.map { Self.scale[Int($0)] }
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        let place = row * width + column
        let x = values[place + 1] - values[place - 1]
        let y = values[place + width] - values[place - width]
        // One strong edge must not decide a block.
        let length = (x * x + y * y).squareRoot()
        let limit: Float = length > 14 ? 14 / length : 1
        horizontal[place] = x * limit
        vertical[place] = y * limit
      }
    }
  }

  /// Between linear and logarithmic: noise in the dark is not an edge.
  private static let scale: [Float] = (0..<256).map { 58 * log((Float($0) + 40) / 40) }

  /// The gradient of each block, in root mean square.
  var gradients: [Float] {
    (0..<Self.blocks).map { block in
      var sum: Float = 0
      Self.forEachCell(of: block) { place in
        sum += horizontal[place] * horizontal[place] + vertical[place] * vertical[place]
      }
      return (sum / Float(Self.blockWidth * Self.blockHeight)).squareRoot()
    }
  }

  /// How well each block agrees with another view's, shifted by so many cells: a correlation, -1 to 1.
  ///
  /// - Parameter seen: The cells of a block at least that must lie in both; blocks with fewer have none.
  func correlations(with other: ViewStructure, right: Int = 0, down: Int = 0, seen: Int = 24) -> [Float?] {
    let (width, height) = (ViewPicture.width, ViewPicture.height)
    return (0..<Self.blocks).map { block in
      var (product, own, others): (Float, Float, Float) = (0, 0, 0)
      var count = 0
      let (firstRow, firstColumn) = Self.origin(of: block)
      for row in firstRow..<firstRow + Self.blockHeight {
        let otherRow = row + down
        guard (1..<height - 1).contains(otherRow) else { continue }
        for column in firstColumn..<firstColumn + Self.blockWidth {
          let otherColumn = column + right
          guard (1..<width - 1).contains(otherColumn) else { continue }
          let (place, otherPlace) = (row * width + column, otherRow * width + otherColumn)
          let (x, y) = (horizontal[place], vertical[place])
          let (otherX, otherY) = (other.horizontal[otherPlace], other.vertical[otherPlace])
          product += x * otherX + y * otherY
          own += x * x + y * y
          others += otherX * otherX + otherY * otherY
          count += 1
        }
      }
      guard count >= seen else { return nil }
      return product / (own * others + 1e-3).squareRoot()
    }
  }

  /// Moves every gradient a part of the way to another view's.
  mutating func approach(_ other: ViewStructure, by share: Float) {
    for place in horizontal.indices {
      horizontal[place] += share * (other.horizontal[place] - horizontal[place])
      vertical[place] += share * (other.vertical[place] - vertical[place])
    }
  }

  private static func origin(of block: Int) -> (row: Int, column: Int) {
    (block / blockColumns * blockHeight, block % blockColumns * blockWidth)
  }

  private static func forEachCell(of block: Int, _ body: (Int) -> Void) {
    let (firstRow, firstColumn) = origin(of: block)
    for row in firstRow..<firstRow + blockHeight {
      for column in firstColumn..<firstColumn + blockWidth { body(row * ViewPicture.width + column) }
    }
  }
}
