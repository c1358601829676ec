import Foundation

/// Whether brightness goes up and down in whole rows of the picture.
///
/// Mains light beats with the times at which a camera takes its pictures, and one that exposes row by row shows that as bands.
/// The median of each row's change takes no part in what a person or a car does to less than half of the row.
struct FlickerGauge: Sendable {
  private struct Step {
    /// [36] the logarithm of the gain of each row.
    var rows: [Float]
    var amplitude: Float
    var isClear: Bool
  }
  /// The latest ten.
  private var steps: [Step] = []

  mutating func add(from before: [UInt8], to after: [UInt8]) {
    let width = ViewPicture.width
    var rows: [Float] = []
    var rest: Float = 0
    for row in 0..<ViewPicture.height {
      let gains = (row * width..<(row + 1) * width).map {
        Self.logs[Int(after[$0])] - Self.logs[Int(before[$0])]
      }
      let median = gains.sorted()[width / 2]
      rest += gains.reduce(0) { $0 + abs($1 - median) }
      rows.append(median)
    }
    rest /= Float(before.count)
    let amplitude = rows.reduce(0) { $0 + abs($1) } / Float(rows.count)
    steps.append(
      Step(rows: rows, amplitude: amplitude, isClear: amplitude > 0.03 && amplitude > 1.2 * rest))
    if steps.count > 10 { steps.removeFirst() }
  }

  /// Most of the latest changes are of whole rows, and these turn again and again: exposure that follows a car turns once.
  var isFlickering: Bool {
    guard steps.count >= 10, steps.count(where: \.isClear) >= 6 else { return false }
    var turns = 0
    for row in 0..<ViewPicture.height {
      var direction: Float = 0
      for step in steps where abs(step.rows[row]) > 0.02 {
        if step.rows[row] * direction < 0 { turns += 1 }
        direction = step.rows[row]
      }
    }
    return turns * 10 >= 28 * ViewPicture.height
  }

  /// Nothing of it is left.
  var isCalm: Bool { steps.count >= 10 && steps.count(where: \.isClear) <= 1 }

  /// Whether rows go up while others go down.
  var isBanded: Bool {
    let means = steps.map { abs($0.rows.reduce(0, +)) / Float($0.rows.count) }
    return means.reduce(0, +) < 0.5 * steps.reduce(0) { $0 + $1.amplitude }
  }

  private static let logs: [Float] = (0..<256).map { log(Float($0) + 12) }
}
