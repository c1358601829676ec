/// When the pictures of a live source are shown that nobody decodes, so that their order has to be found out from their stamps.
///
/// A picture that is shown after all before it moves the timeline on, as `LiveTimeline` does for pictures that are
/// decoded; those between two of these lie between them. They are told once the next of these has come: nothing is
/// shown before them any more. A stamp before both is that of a clock that was set back.
package struct PacketTimeline: Sendable {
  /// When the picture of a packet is shown, in seconds.
  package struct Placed: Hashable, Sendable {
    package var number: Int
    package var time: Double
  }

  /// The most pictures that wait for an earlier one, in any codec.
  private static let longestDelay = 16

  private var timeline = LiveTimeline()
  private var held: [Placed] = []
  private var newest: Shown?
  private var before: Shown?

  /// A picture that is shown after all that came before it.
  private struct Shown {
    var stamp: Double
    var time: Double
  }

  /// Begins with the first packet.
  package init() {}

  /// The time of the newest picture, in seconds.
  package var lastTime: Double { timeline.lastTime }
  /// The stamp of that picture on the source's own clock, in seconds, where it tells.
  package var lastStamp: Double? { newest?.stamp }
  /// Whether a picture has come.
  package var hasBegun: Bool { timeline.hasBegun }

  /// Takes the next packet in the order of decoding.
  ///
  /// - Parameters:
  ///   - stamp: When it is shown on the source's own clock, in seconds, where it tells.
  ///   - now: When it arrived on the machine's clock, in seconds.
  /// - Returns: the pictures of which it is settled now when they are shown, in that order.
  package mutating func add(_ number: Int, stamp: Double?, isKey: Bool, now: Double) -> [Placed] {
    if let stamp, let newest, !isKey, held.count <= Self.longestDelay, isBefore(newest, stamp) {
      held.append(Placed(number: number, time: time(of: stamp, until: newest)))
      return []
    }
    let settled = flush()
    let time = timeline.time(stamp: stamp, now: now)
    before = newest
    newest = stamp.map { Shown(stamp: $0, time: time) }
    held = [Placed(number: number, time: time)]
    return settled
  }

  /// Gives out what is held, for nothing comes after it.
  package mutating func flush() -> [Placed] {
    defer { held = [] }
    return held.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
  }

  /// Forgets the stamps of a lost connection.
  package mutating func startNextConnection() {
    timeline.startNextConnection()
    (newest, before) = (nil, nil)
  }

  /// Whether a picture is shown before the newest one, and not on a clock that was set back since.
  private func isBefore(_ newest: Shown, _ stamp: Double) -> Bool {
    guard stamp < newest.stamp, newest.stamp - stamp <= LiveTimeline.longestStep else { return false }
    guard let before, before.stamp < newest.stamp else { return true }
    return stamp > before.stamp
  }

  private func time(of stamp: Double, until newest: Shown) -> Double {
    guard let before else { return newest.time - (newest.stamp - stamp) }
    let step = newest.stamp - before.stamp
    // Where the clock was set back since, the stamps give the order and no more.
    let share =
      step > 0 ? (stamp - before.stamp) / step : 1 - (newest.stamp - stamp) / LiveTimeline.longestStep
    return before.time + share * (newest.time - before.time)
  }
}
