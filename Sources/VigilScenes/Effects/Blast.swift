import Foundation

/// A flash, a fireball, fire and smoke, and flying debris.
struct Blast: Actor {
  var place: Vector2
  /// When it goes off and when the fire is out.
  var start: Float
  var end: Float
  var seed: Int

  func appearance(at time: Float) -> Appearance? {
    guard time >= start, time <= end + 1 else { return nil }
    let age = time - start
    // The fire dies down within the last seconds.
    let strength = 1 - smoothStep(end - 1.8, end - 0.2, time)
    var shapes: [Shape] = []
    addSmoke(age, strength, to: &shapes)
    addFire(time, age, strength, to: &shapes)
    addFireball(age, to: &shapes)
    addDebris(age, to: &shapes)
    let flicker = 0.75 + 0.25 * sin(time * 31) * sin(time * 17 + 1)
    let flash = exp(-age * 2.4) * 5
    shapes.append(
      .groundLight(
        at: place, radius: 7 + 5 * exp(-age * 1.5),
        color: Color(1.5, 0.75, 0.28, 0) * (strength * flicker + flash)))
    return Appearance(place: place.at(0) - Vector3(0, 0.4, 0), shapes: shapes, castsShadow: false)
  }

  /// The exposure gain: how much brighter everything is for the camera, which adapts within a second.
  func exposure(at time: Float) -> Float {
    guard time >= start else { return 1 }
    let age = time - start
    return 1 + 1.6 * exp(-age * 9) - 0.30 * smoothStep(0.1, 0.5, age) * exp(-max(0, age - 0.5) * 0.9)
  }

  private func random(_ index: Int, _ kind: Int) -> Float { PlaceNoise.value(index, seed, kind) }

  private func addFireball(_ age: Float, to shapes: inout [Shape]) {
    guard age < 1.7 else { return }
    for index in 0..<46 {
      let angle = random(index, 1) * 2 * .pi
      let up = random(index, 2)
      let speed = 1.5 + 5.5 * random(index, 3)
      let grown = 1 - exp(-age * 3.2)
      let out =
        Vector3(cos(angle) * (1 - 0.5 * up), sin(angle) * (1 - 0.5 * up), up * 1.1) * (speed * grown * 0.55)
      let life = 0.5 + 1.2 * random(index, 4)
      let left = 1 - age / life
      guard left > 0 else { continue }
      let hot = Color(1.6, 1.35, 0.85, 0).mixed(with: Color(1.25, 0.42, 0.06, 0), min(1, 1.5 * (1 - left)))
      shapes.append(
        .puff(
          at: place.at(0.8) + out + Vector3(0, 0, age * 0.8), radius: 0.7 + 1.3 * grown, color: hot,
          opacity: min(1, left * 1.4) * 0.85, adds: false))
    }
  }

  private func addFire(_ time: Float, _ age: Float, _ strength: Float, to shapes: inout [Shape]) {
    guard strength > 0 else { return }
    for index in 0..<34 {
      // Every flame is reborn repeatedly, never at the same time as its neighbour.
      let period = 0.45 + 0.5 * random(index, 5)
      let life = fraction(time / period + random(index, 6))
      let turn = Int((time / period + random(index, 6)).rounded(.down))
      let x = (PlaceNoise.value(index, turn, seed) - 0.5) * 2.2 * (1 - 0.6 * life)
      let height = life * (1.2 + 1.5 * random(index, 7)) * (0.6 + 0.4 * strength)
      let color = Color(1.4, 1.05, 0.42, 0).mixed(with: Color(1.1, 0.30, 0.05, 0), life)
      shapes.append(
        .puff(
          at: place.at(0.45 + height) + Vector3(x, (random(index, 8) - 0.5) * 0.9 - 0.2, 0),
          radius: (0.62 - 0.36 * life) * (0.5 + 0.5 * strength), color: color,
          opacity: (1 - life) * 0.8 * strength * min(1, age * 2), adds: false))
    }
  }

  private func addSmoke(_ age: Float, _ strength: Float, to shapes: inout [Shape]) {
    for index in 0..<60 {
      let period = 4 + 1.5 * random(index, 9)
      let birth = random(index, 10) * period
      guard age > birth * 0.25 else { continue }
      let life = fraction((age + period - birth) / period)
      let drift = Vector3(0.5 + 0.8 * random(index, 11), 0.2, 0) * (life * life * 3.5)
      let rise = life * (6 + 2.5 * random(index, 12))
      let spread = Vector3((random(index, 13) - 0.5) * (1 + 2 * life), (random(index, 14) - 0.5), 0)
      let tone = 0.07 + 0.16 * life + 0.05 * random(index, 15)
      let glow = Color(0.45, 0.16, 0.03, 0) * max(0, 0.5 - life) * strength
      shapes.append(
        .puff(
          at: place.at(1.1 + rise) + drift + spread, radius: 0.7 + 2.0 * life,
          color: Color(grey: tone) + glow,
          opacity: min(life * 6, 1) * (1 - life) * 0.75 * min(1, 0.2 + strength * 1.2)
            * strength.squareRoot(), adds: false))
    }
  }

  private func addDebris(_ age: Float, to shapes: inout [Shape]) {
    for index in 0..<26 {
      let angle = random(index, 16) * 2 * .pi
      let speed = 3 + 6 * random(index, 17)
      let rise = 4 + 6 * random(index, 18)
      let flight = rise / 4.9
      let flown = min(age, flight)
      let height = rise * flown - 4.9 * flown * flown
      let ground = place + Vector2(angle: angle) * (speed * flown)
      let size = 0.05 + 0.08 * random(index, 19)
      let turn = Vector3(cos(age * 9 + angle), sin(age * 7), sin(age * 9 + angle)) * size
      let color = index % 3 == 0 && age < 1.2 ? Color(1.2, 0.6, 0.15, 0) : Color(grey: 0.10)
      shapes.append(
        .limb(
          from: ground.at(0.05 + height), to: ground.at(0.05 + height) + turn,
          radii: (size * 0.6, size * 0.4),
          color: color))
    }
  }
}
