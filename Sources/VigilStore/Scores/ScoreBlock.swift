import Foundation

/// The scores of one camera within ten minutes of the clock, in the order in which they came.
///
/// A byte with the version, then for each sample: a variable-length number whose lowest bits say whether the score is the one before,
/// whether the duration is, and whether nothing moved, and whose others are the milliseconds since the sample before; the duration
/// in milliseconds as such a number, unless it is the one before; the score as four bytes, lowest first, unless it is the one before.
/// A quiet snippet takes two bytes, any other six.
struct ScoreBlock: Sendable {
  /// Milliseconds of the clock that a block covers at most.
  static let length: Int64 = 600_000
  private static let version: UInt8 = 1

  /// Where the first sample begins.
  let start: Int64
  /// The last sample.
  private(set) var last: PackedSample
  private(set) var count = 0
  private(set) var bytes: [UInt8] = [Self.version]

  /// Begins a block.
  init(_ first: PackedSample) {
    start = first.start
    // Nothing that a first sample could repeat.
    last = PackedSample(start: first.start, duration: -1, score: .nan, isStill: false)
    write(first)
  }

  /// Goes on with a stored one.
  ///
  /// - Throws: `damaged`.
  init(start: Int64, data: Data) throws(StoreError) {
    let samples = try Self.samples(data, start: start)
    guard let last = samples.last else { throw Self.damage }
    self.start = start
    self.last = last
    count = samples.count
    bytes = Array(data)
  }

  /// Adds a sample.
  ///
  /// - Returns: false if it belongs to a block of its own: the ten minutes are over, or the clock was set back.
  mutating func append(_ sample: PackedSample) -> Bool {
    guard sample.start >= last.start,
      PackedSample.slot(sample.start, of: Self.length) == PackedSample.slot(start, of: Self.length)
    else { return false }
    write(sample)
    return true
  }

  private mutating func write(_ sample: PackedSample) {
    let repeatsScore = sample.score.bitPattern == last.score.bitPattern
    let repeatsDuration = sample.duration == last.duration
    let flags: UInt64 = (repeatsScore ? 1 : 0) | (repeatsDuration ? 2 : 0) | (sample.isStill ? 4 : 0)
    writeNumber(UInt64(sample.start - last.start) << 3 | flags)
    if !repeatsDuration { writeNumber(UInt64(sample.duration)) }
    if !repeatsScore { withUnsafeBytes(of: sample.score.bitPattern.littleEndian) { bytes += $0 } }
    last = sample
    count += 1
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private mutating func writeNumber(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// All samples of a stored block.
  ///
  /// - Throws: `damaged`.
  static func samples(_ data: Data, start: Int64) throws(StoreError) -> [PackedSample] {
    var reader = Reader(bytes: Array(data)[...])
    guard try reader.byte() == version else { throw damage }
    var samples: [PackedSample] = []
    var last = PackedSample(start: start, duration: -1, score: .nan, isStill: false)
    while !reader.bytes.isEmpty {
      let head = try reader.number()
      guard head >> 3 < UInt64(length) else { throw damage }
      last.start += Int64(head >> 3)
      last.isStill = head & 4 != 0
      if head & 2 == 0 {
        let duration = try reader.number()
        guard duration <= 86_400_000 else { throw damage }
        last.duration = Int64(duration)
      }
      if head & 1 == 0 { last.score = try reader.score() }
      guard last.duration >= 0, last.score.isFinite else { throw damage }
      samples.append(last)
    }
    return samples
  }

  private static var damage: StoreError {
    StoreError(.damaged, "scores in the database cannot be read; restore a backup, or remove old scores")
  }

  /// Reads what `write` writes, and traps on nothing.
  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func byte() throws(StoreError) -> UInt8 {
      guard let byte = bytes.popFirst() else { throw ScoreBlock.damage }
      return byte
    }

    mutating func number() throws(StoreError) -> UInt64 {
      var number: UInt64 = 0
      for shift in stride(from: 0, to: 63, by: 7) {
        let byte = try byte()
        number |= UInt64(byte & 0x7F) << UInt64(shift)
        if byte < 0x80 { return number }
      }
      throw ScoreBlock.damage
    }

    mutating func score() throws(StoreError) -> Float {
      var pattern: UInt32 = 0
      for shift in [0, 8, 16, 24] as [UInt32] { pattern |= UInt32(try byte()) << shift }
      return Float(bitPattern: pattern)
    }
  }
}
