import Foundation

/// Glass and parts flying from a collision, and the dust and steam after it.
struct Crash: Actor {
  var place: Vector2
  var start: Float
  /// When the steam is gone.
  var end: Float
  /// Where the steaming wreck comes to rest.
  var rest: Vector2
  var seed: Int

  func appearance(at time: Float) -> Appearance? {
    guard time >= start else { return nil }
    let age = time - start
    var shapes: [Shape] = []
    for index in 0..<34 {
      let angle = PlaceNoise.value(index, seed, 1) * 2 * .pi
      let speed = 1.5 + 4.5 * PlaceNoise.value(index, seed, 2)
      let rise = 1.5 + 3 * PlaceNoise.value(index, seed, 3)
      let flight = rise / 4.9
      let flown = min(age, flight)
      let slid = max(0, min(age, flight + 0.5) - flight) * speed * 0.4
      let height = max(0, rise * flown - 4.9 * flown * flown) + 0.03
      let ground = place + Vector2(angle: angle) * (speed * flown + slid)
      let size = 0.03 + 0.09 * PlaceNoise.value(index, seed, 4)
      shapes.append(
        .limb(
          from: ground.at(height), to: ground.at(height) + Vector3(size, size * 0.5, 0),
          radii: (size, size * 0.6),
          color: Color(grey: index % 2 == 0 ? 0.12 : 0.55)))
    }
    if age < 1.6 {
      for index in 0..<12 {
        let offset = Vector2(angle: Float(index) * 0.52) * (0.4 + age * 1.3)
        shapes.append(
          .puff(
            at: (place + offset).at(0.4 + 0.5 * age), radius: 0.5 + 0.9 * age, color: Color(grey: 0.55),
            opacity: 0.5 * (1 - age / 1.6), adds: false))
      }
    }
    let strength = smoothStep(0.8, 2, age) * (1 - smoothStep(end - 1, end, time))
    for index in 0..<14 where strength > 0 {
      let life = fraction(time / 2.4 + PlaceNoise.value(index, seed, 5))
      let drift = Vector3((PlaceNoise.value(index, seed, 6) - 0.3) * life * 1.4, -0.1, life * 2.6)
      shapes.append(
        .puff(
          at: rest.at(0.9) + drift, radius: 0.25 + 0.7 * life, color: Color(grey: 0.78),
          opacity: 0.4 * strength * (1 - life), adds: false))
    }
    return Appearance(place: place.at(0) - Vector3(0, 0.8, 0), shapes: shapes, castsShadow: false)
  }
}
