/// Counts the places at which the packets of a stream are marked as damaged or incomplete.
struct DamageCount {
  /// How many there are.
  private(set) var places = 0
  /// How many packets came since the last mark, until it is known what the mark means.
  private var age: Int?

  /// Notes the next packet.
  mutating func note(isDamaged: Bool, isKey: Bool) {
    if let age {
      if isKey {
        // Where whole streams are joined, the last packets before the first key picture are marked, though nothing is missing.
        self.age = nil
      } else if age == 2 {
        places += 1
        self.age = nil
      } else {
        self.age = age + 1
      }
    }
    if isDamaged { age = 0 }
  }

  /// Whether the last packets are marked: the stream was cut there.
  var isAtEnd: Bool { age != nil }
}
