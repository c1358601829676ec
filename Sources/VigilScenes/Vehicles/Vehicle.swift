import Foundation

/// A vehicle that drives, brakes and, in a collision, spins.
struct Vehicle: Actor {
  /// Its position at a time; between two keys it moves in a straight line.
  struct Key: Sendable {
    var time: Float
    var place: Vector2
    /// From the x axis, in radians.
    var heading: Float
  }

  var body: VehicleBody
  var keys: [Key]
  var hasLights: Bool
  /// When its rear lamps are bright.
  var braking: ClosedRange<Float>?

  /// The time in which it is present.
  var times: ClosedRange<Float> { keys[0].time...keys[keys.count - 1].time }

  func key(at time: Float) -> Key {
    var (low, high) = (0, keys.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if keys[middle].time <= time { low = middle } else { high = middle - 1 }
    }
    guard low + 1 < keys.count else { return keys[low] }
    let share = min(max((time - keys[low].time) / (keys[low + 1].time - keys[low].time), 0), 1)
    return Key(
      time: time, place: keys[low].place.mixed(with: keys[low + 1].place, share),
      heading: keys[low].heading + (keys[low + 1].heading - keys[low].heading) * share)
  }

  func appearance(at time: Float) -> Appearance? {
    guard times.contains(time) else { return nil }
    let key = key(at: time)
    var shapes = body.shapes(
      at: key.place, heading: key.heading, lights: hasLights, isBraking: braking?.contains(time) ?? false)
    if hasLights {
      let front = Vector2(angle: key.heading)
      for reach: Float in [3.4, 6.2] {
        shapes.append(
          .groundLight(
            at: key.place + front * (body.length / 2 + reach), radius: 1.2 + reach * 0.45,
            color: Color(2.2, 2.1, 1.8, 0) * (4 / (reach + 1.5))))
      }
      for side: Float in [-0.62, 0.62] {
        let lamp = key.place + front * (body.length / 2 + 0.05) + front.right * side
        // Seen from behind, a headlight does not dazzle.
        if front.y < 0.4 {
          shapes.append(
            .puff(at: lamp.at(0.57), radius: 0.75, color: Color(0.5, 0.48, 0.4, 0), opacity: 0.8, adds: true))
        }
      }
    }
    return Appearance(place: key.place.at(0), shapes: shapes)
  }
}
