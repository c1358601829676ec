/// Names that are almost the one that was written.
enum NearName {
  /// `; did you mean "threshold"?`, or nothing if no name is near.
  static func suggestion(for name: String, among names: [String]) -> String {
    let lowercased = name.lowercased()
    let near = names.map { ($0, distance(lowercased, $0.lowercased())) }.min { $0.1 < $1.1 }
    guard let (best, distance) = near, distance <= max(1, min(name.count, best.count) / 3) else { return "" }
    return "; did you mean \"\(best)\"?"
  }

  /// How many letters must be inserted, removed, replaced or exchanged with their neighbour (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1..<(left.count + 1) {
      var current = [row]
      for column in 1..<(right.count + 1) {
        let isSame = left[row - 1] == right[column - 1]
        var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforeLast[column - 2] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
