import VigilCore

/// Shuffled orders of videos as functions of a seed: a resumed training sees what it would have seen.
struct ShuffledOrder {
  let seed: UInt64

  /// Indices below `count` for a range of positions: all of them once in a new order, again and again.
  func places(_ positions: Range<Int>, of count: Int, stream: UInt64) -> [Int] {
    var order: [Int] = []
    var pass = -1
    return positions.map { position in
      if position / count != pass {
        pass = position / count
        order = shuffled(count, stream: stream, pass: pass)
      }
      return order[position % count]
    }
  }

  /// An independent random generator for each stream and number.
  func generator(stream: UInt64, number: Int) -> SplitMix64 {
    var mixed = SplitMix64(seed: seed &+ stream &* 0x9E37_79B9_7F4A_7C15)
    return SplitMix64(seed: mixed.next() ^ (UInt64(number) &* 0xD134_2543_DE82_EF95))
  }

  /// Fisher-Yates shuffle.
  private func shuffled(_ count: Int, stream: UInt64, pass: Int) -> [Int] {
    var random = generator(stream: stream, number: pass)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, random.index(below: last + 1)) }
    return order
  }
}
