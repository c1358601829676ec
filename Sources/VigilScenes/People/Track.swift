/// A path over the ground in time.
struct Track: Sendable {
  struct Key: Sendable {
    var time: Float
    var place: Vector2
  }

  private(set) var keys: [Key]
  /// Steps made up to each key, in pairs of steps.
  private var strides: [Float] = [0]

  /// Starts a path.
  init(_ time: Float, _ place: Vector2) {
    keys = [Key(time: time, place: place)]
  }

  /// The time in which the person is present.
  var times: ClosedRange<Float> { keys[0].time...keys[keys.count - 1].time }

  /// The end of the path.
  var end: Vector2 { keys[keys.count - 1].place }

  /// Continues to a place, which is reached at a given time.
  mutating func go(to place: Vector2, by time: Float) {
    let last = keys[keys.count - 1]
    let time = max(time, last.time + 1e-3)
    let way = (place - last.place).length
    keys.append(Key(time: time, place: place))
    strides.append(strides[strides.count - 1] + way / Track.stride(speed: way / (time - last.time)))
  }

  /// Continues to a place at a speed in metres per second; returns the time of arrival.
  @discardableResult
  mutating func go(to place: Vector2, speed: Float) -> Float {
    go(to: place, by: keys[keys.count - 1].time + max(0.02, (place - end).length / speed))
    return keys[keys.count - 1].time
  }

  /// Stays until a time.
  mutating func wait(until time: Float) {
    if time > keys[keys.count - 1].time { go(to: end, by: time) }
  }

  /// Discards everything after a time.
  mutating func cut(at time: Float) {
    guard time < times.upperBound else { return }
    let place = place(at: time)
    while keys.count > 1, keys[keys.count - 1].time > time {
      keys.removeLast()
      strides.removeLast()
    }
    if keys[keys.count - 1].time < time { go(to: place, by: time) }
  }

  /// The length of two steps at a speed, in metres.
  static func stride(speed: Float) -> Float { 0.75 + 0.5 * min(speed, 5) }

  /// The position; corners are rounded off.
  func smoothPlace(at time: Float) -> Vector2 {
    (place(at: time - 0.14) + place(at: time) * 2 + place(at: time + 0.14)) * 0.25
  }

  /// Metres per second.
  func velocity(at time: Float) -> Vector2 { (place(at: time + 0.12) - place(at: time - 0.12)) / 0.24 }

  /// Pairs of steps made so far.
  func stepPhase(at time: Float) -> Float {
    let (index, share) = segment(at: time)
    guard index + 1 < keys.count else { return strides[index] }
    return strides[index] + (strides[index + 1] - strides[index]) * share
  }

  /// The current direction, or the last one.
  func direction(at time: Float) -> Vector2 {
    let velocity = velocity(at: time)
    if velocity.length > 0.15 { return velocity.normalized }
    var index = segment(at: time).index
    while index >= 0 {
      if index + 1 < keys.count {
        let way = keys[index + 1].place - keys[index].place
        if way.length > 0.05, keys[index].time <= time { return way.normalized }
      }
      index -= 1
    }
    for (key, next) in zip(keys, keys.dropFirst()) where (next.place - key.place).length > 0.05 {
      return (next.place - key.place).normalized
    }
    return Vector2(0, -1)
  }

  func place(at time: Float) -> Vector2 {
    let (index, share) = segment(at: time)
    guard index + 1 < keys.count else { return keys[index].place }
    return keys[index].place.mixed(with: keys[index + 1].place, share)
  }

  /// The key before a time, and the fraction of the path to the next.
  private func segment(at time: Float) -> (index: Int, share: Float) {
    var (low, high) = (0, keys.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if keys[middle].time <= time { low = middle } else { high = middle - 1 }
    }
    guard low + 1 < keys.count else { return (low, 0) }
    let span = keys[low + 1].time - keys[low].time
    return (low, min(max((time - keys[low].time) / span, 0), 1))
  }
}
