/// The date and time that recorders burn into a corner of the picture.
struct ClockStamp: Sendable {
  private let day: String
  /// Seconds since midnight.
  private let start: Int

  init(seed: Int, light: Daylight) {
    func number(_ kind: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(PlaceNoise.value(seed, 7, kind) * Float(range.count - 1))
    }
    day = "20\(number(1, 18...25))-\(Self.two(number(2, 1...12)))-\(Self.two(number(3, 1...28)))"
    let hour = light == .day ? number(4, 10...15) : number(4, 21...23)
    start = hour * 3600 + number(5, 0...3000)
  }

  /// Writes the time of a frame at the bottom right.
  func paint(on canvas: inout Canvas, time: Double) {
    let now = start + Int(time)
    let text = "\(day) \(Self.two(now / 3600 % 24)):\(Self.two(now / 60 % 60)):\(Self.two(now % 60))"
    let scale = max(1, canvas.height / 170)
    let left = canvas.width - (text.count * 4 + 3) * scale
    let top = canvas.height - 9 * scale
    guard left > 0 else { return }
    for (place, character) in text.enumerated() {
      guard let rows = Self.glyphs[character] else { continue }
      for y in -1...5 * scale {
        for x in -1...3 * scale {
          let (column, row) = (x >= 0 ? x / scale : -1, y >= 0 ? y / scale : -1)
          let isInk = (0..<3).contains(column) && (0..<5).contains(row) && rows[row] & (4 >> column) != 0
          let pixel = (top + y) * canvas.width + left + place * 4 * scale + x
          if isInk { canvas.pixels[pixel] = Color(grey: 0.92) } else { canvas.pixels[pixel] *= 0.72 }
        }
      }
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Five rows of three bits.
  private static let glyphs: [Character: [Int]] = [
    "0": [7, 5, 5, 5, 7], "1": [2, 6, 2, 2, 7], "2": [7, 1, 7, 4, 7], "3": [7, 1, 7, 1, 7],
    "4": [5, 5, 7, 1, 1],
    "5": [7, 4, 7, 1, 7], "6": [7, 4, 7, 5, 7], "7": [7, 1, 1, 2, 2], "8": [7, 5, 7, 5, 7],
    "9": [7, 5, 7, 1, 7],
    "-": [0, 0, 7, 0, 0], ":": [0, 2, 0, 2, 0],
  ]
}
