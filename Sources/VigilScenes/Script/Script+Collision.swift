import Foundation
import VigilCore

extension Script {
  /// A vehicle leaves its lane and hits another: a sudden stop, spin, debris, steam.
  mutating func addCollision(from start: Float, to end: Float) {
    let (near, far) = (world.lanes[0], world.lanes[1])
    clearRoad(from: start - 3, to: duration + 3)
    let middle = centre(ofRowAt: 13)
    let place = Vector2(middle.x + random.uniform(-2...2), (near.start.y + far.start.y) / 2 + 0.7)
    let impact = start + 0.8
    let speed = near.speed * random.uniform(1.2...1.5)
    var one = approach(along: near, to: place - Vector2(2.1, 0.55), at: impact, speed: speed, swerve: 0.8)
    var other = approach(along: far, to: place + Vector2(2.1, 0.5), at: impact, speed: far.speed, swerve: 0.5)
    other.braking = start + 0.3...duration + 60
    one.braking = impact - 0.25...duration + 60
    let push = speed * random.uniform(0.10...0.25)
    slide(&one, velocity: Vector2(push, -random.uniform(1...2.6)), spin: random.uniform(-2.6 ... -1.2))
    slide(
      &other, velocity: Vector2(push * 0.9, random.uniform(0.6...1.8)), spin: random.uniform(-2.4 ... -0.8))
    vehicles += [one, other]
    let wreck = one.keys[one.keys.count - 1]
    others.append(
      Crash(
        place: place, start: impact, end: max(end, impact + 6),
        rest: wreck.place + Vector2(angle: wreck.heading) * 1.6, seed: random.index(below: 1 << 20)))
    watch(place, from: impact, to: max(end, impact + 6), atMost: 4)
  }

  /// A vehicle that reaches a place at a time, leaving its lane in the last seconds.
  private mutating func approach(
    along lane: World.Lane, to place: Vector2, at impact: Float, speed: Float, swerve: Float
  ) -> Vehicle {
    let direction: Float = lane.end.x > lane.start.x ? 1 : -1
    let heading: Float = direction > 0 ? 0 : .pi
    let begin = impact - abs(place.x - lane.start.x) / speed
    var keys = [Vehicle.Key(time: begin, place: lane.start, heading: heading)]
    for step in 0...10 {
      let share = Float(step) / 10
      let time = impact - swerve * (1 - share)
      let x = place.x - direction * speed * (impact - time)
      let y = lane.start.y + (place.y - lane.start.y) * smoothStep(0, 1.3, share) / smoothStep(0, 1.3, 1)
      let steer = (place.y - lane.start.y) / (speed * swerve) * (step == 0 ? 0 : 1.1)
      keys.append(
        Vehicle.Key(
          time: time, place: Vector2(x, y), heading: heading + direction * steer * smoothStep(0, 0.6, share)))
    }
    return Vehicle(body: VehicleBody(&random), keys: keys, hasLights: isNight)
  }

  /// Slides and spins until friction stops it, and stays there.
  private mutating func slide(_ vehicle: inout Vehicle, velocity: Vector2, spin: Float) {
    var key = vehicle.keys[vehicle.keys.count - 1]
    var (velocity, spin) = (velocity, spin)
    let step: Float = 0.04
    while velocity.length > 0.05 || abs(spin) > 0.05 {
      key.time += step
      key.place += velocity * step
      key.heading += spin * step
      velocity *= max(0, 1 - 3.2 * step / max(velocity.length, 0.1))
      spin *= max(0, 1 - 2.4 * step / max(abs(spin), 0.1))
      vehicle.keys.append(key)
    }
    key.time = max(key.time + 1, duration + 5)
    vehicle.keys.append(key)
  }
}
