/// Places of which there is a limited number, for answers that last: streams of updates, files that are being sent.
final class Places: Sendable {
  /// A place that is held until it is released by whoever holds it last, so that an answer that is never sent keeps none.
  final class Place: Sendable {
    private let places: Places
    private let owner: String

    fileprivate init(_ places: Places, _ owner: String) { (self.places, self.owner) = (places, owner) }

    deinit { places.giveBack(owner) }
  }

  private let taken = LockedValue([String: Int]())
  private let limit: Int
  private let limitEach: Int

  /// - Parameters:
  ///   - limit: How many there are.
  ///   - each: How many of them one owner may have.
  init(limit: Int, each limitEach: Int = .max) { (self.limit, self.limitEach) = (limit, limitEach) }

  /// How many are taken.
  var count: Int { taken.withLock { Self.sum($0) } }

  /// Takes a place; nil if none is free.
  func take(for owner: String = "") -> Place? {
    let isFree = taken.withLock { taken in
      guard Self.sum(taken) < limit, taken[owner, default: 0] < limitEach else { return false }
      taken[owner, default: 0] += 1
      return true
    }
    return isFree ? Place(self, owner) : nil
  }

  private func giveBack(_ owner: String) {
    taken.withLock { taken in
      let left = taken[owner, default: 1] - 1
      taken[owner] = left > 0 ? left : nil
    }
  }

  private static func sum(_ taken: [String: Int]) -> Int { taken.values.reduce(0, +) }
}
