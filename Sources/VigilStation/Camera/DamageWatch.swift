/// Whether pictures of a camera arrive damaged, by how many could not be decoded in ten seconds.
///
/// Some are lost with each connection, which seldom begins at a key frame.
struct DamageWatch {
  /// Seconds between two looks.
  static let interval = 10.0
  /// So many damaged pictures in that time are told.
  static let least = 5

  /// Whether pictures arrive damaged.
  private(set) var isDamaged = false
  private var last: (time: Double, count: Int)?

  /// Notes how many pictures could not be decoded so far, at a time in monotonic seconds.
  mutating func note(_ undecodable: Int, at now: Double) {
    guard let last else {
      self.last = (now, undecodable)
      return
    }
    guard now - last.time >= Self.interval else { return }
    let increase = undecodable - last.count
    self.last = (now, undecodable)
    if increase >= Self.least { isDamaged = true } else if increase <= 0 { isDamaged = false }
  }
}
