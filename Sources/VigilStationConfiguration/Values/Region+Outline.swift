extension Region {
  /// What is taken for no distance: a distance in the picture times the length of an edge. Far more than what numbers are rounded by.
  private static let nothing = 1e-12

  /// Makes a polygon without corners that repeat the one before, as where the first is written once more at the end.
  init(distinct corners: [Corner]) {
    self.init([])
    for corner in corners where corner != self.corners.last { self.corners.append(corner) }
    while self.corners.count > 1, self.corners.last == self.corners.first { self.corners.removeLast() }
  }

  /// Whether all corners are on one line, or are one.
  var isLine: Bool {
    corners.count < 3 || corners.dropFirst(2).allSatisfy { Self.turn(corners[0], corners[1], $0) == 0 }
  }

  /// Whether two edges meet other than where one follows the other: which points are inside could not be told from the corners.
  ///
  /// The cost is that of the number of corners squared.
  var crossesItself: Bool {
    let edges = corners.indices.map { (from: corners[$0], to: corners[($0 + 1) % corners.count]) }
    for (first, edge) in edges.enumerated() {
      let next = edges[(first + 1) % edges.count].to
      if Self.turn(edge.from, edge.to, next) == 0, Self.isBack(edge.from, edge.to, next) { return true }
      for second in edges.indices.dropFirst(first + 2) where first > 0 || second < edges.count - 1 {
        if Self.meet(edge, edges[second]) { return true }
      }
    }
    return false
  }

  /// On which side of a line a corner is: 1, -1, or 0 if it is on it.
  private static func turn(_ from: Corner, _ to: Corner, _ corner: Corner) -> Int {
    let twice = (to.x - from.x) * (corner.y - from.y) - (corner.x - from.x) * (to.y - from.y)
    return twice > nothing ? 1 : twice < -nothing ? -1 : 0
  }

  /// Whether a line that ends in a corner goes back from there.
  private static func isBack(_ from: Corner, _ corner: Corner, _ to: Corner) -> Bool {
    (from.x - corner.x) * (to.x - corner.x) + (from.y - corner.y) * (to.y - corner.y) > 0
  }

  /// Whether two edges have a point in common.
  private static func meet(_ one: (from: Corner, to: Corner), _ other: (from: Corner, to: Corner)) -> Bool {
    // What lies on one line has no sides that differ, however far apart.
    func areApart(_ one: (Double, Double), _ other: (Double, Double)) -> Bool {
      max(one.0, one.1) < min(other.0, other.1) || max(other.0, other.1) < min(one.0, one.1)
    }
    return !areApart((one.from.x, one.to.x), (other.from.x, other.to.x))
      && !areApart((one.from.y, one.to.y), (other.from.y, other.to.y))
      && turn(one.from, one.to, other.from) * turn(one.from, one.to, other.to) <= 0
      && turn(other.from, other.to, one.from) * turn(other.from, other.to, one.to) <= 0
  }
}
