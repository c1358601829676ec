import Foundation
import VigilCore

extension Script {
  /// People who walk, jog and talk, and vehicles that keep their lanes.
  mutating func addEveryday() {
    let busy = random.uniform(0.6...1.3) * (isNight ? 0.6 : 1)
    for walkway in world.walkways { addWalkers(on: walkway, busy: busy) }
    for _ in 0..<random.index(below: 3) { addTalk() }
    for lane in world.lanes { addTraffic(on: lane, busy: busy) }
  }

  private mutating func addWalkers(on walkway: World.Walkway, busy: Float) {
    let rate = busy * (world.place == .square ? 0.055 : 0.12)
    let crossing = (walkway.end - walkway.start).length / 1.35
    for _ in 0..<Int(rate * (duration + crossing)) {
      let start = random.uniform(-crossing...duration)
      let forward = random.chance(0.5)
      let company = random.chance(0.25) ? 2 : 1
      let speed = random.chance(0.05) ? random.uniform(2.5...3) : random.uniform(1.05...1.6)
      for member in 0..<company {
        people.append(
          Person(
            look: look(),
            track: walk(walkway, forward: forward, from: start, speed: speed, offset: Float(member) * 0.75),
            luggage: random.chance(0.08) ? Person.Luggage(color: luggageColor(), down: nil) : nil))
      }
    }
  }

  /// A path along a walkway, swaying a little.
  private mutating func walk(
    _ walkway: World.Walkway, forward: Bool, from start: Float, speed: Float, offset: Float
  ) -> Track {
    let (from, to) = forward ? (walkway.start, walkway.end) : (walkway.end, walkway.start)
    let side = (to - from).normalized.right
    let middle = random.uniform(-walkway.halfWidth...walkway.halfWidth) * 0.8
    var track = Track(start, from + side * (middle + offset))
    let parts = 8
    for part in 1...parts {
      let wander = random.uniform(-0.3...0.3)
      let place = from.mixed(with: to, Float(part) / Float(parts)) + side * (middle + offset + wander)
      let time = track.go(to: place, speed: speed)
      if part < parts, random.chance(0.04) { track.wait(until: time + random.uniform(1...4)) }
    }
    return track
  }

  /// Two or three people who stand together and talk.
  private mutating func addTalk() {
    let seen = world.meetingPlaces.filter { camera.sees($0, margin: 0.05) }
    guard !seen.isEmpty else { return }
    let middle = random.pick(seen) + Vector2(random.uniform(-2...2), random.uniform(-0.5...0.5))
    let count = 2 + random.index(below: 2)
    let turn = random.uniform(0...6)
    for member in 0..<count {
      let place = middle + Vector2(angle: turn + Float(member) * 2 * .pi / Float(count)) * 0.62
      var track = Track(-10, place)
      track.wait(until: duration + 10)
      var person = Person(look: look(), track: track)
      person.gazes = [Person.Gaze(start: -10, end: duration + 10, target: middle)]
      var time = random.uniform(0...4)
      while time < duration {
        let length = random.uniform(2...5)
        person.acts.append(Act(.talking, time, time + length, rise: 0.6, release: 0.6))
        time += length + random.uniform(1...6)
      }
      people.append(person)
    }
  }

  private mutating func addTraffic(on lane: World.Lane, busy: Float) {
    let crossing = (lane.end - lane.start).length / lane.speed
    let heading: Float = lane.end.x > lane.start.x ? 0 : .pi
    var time = -crossing + random.uniform(0...4)
    while time < duration {
      vehicles.append(
        Vehicle(
          body: VehicleBody(&random),
          keys: [
            Vehicle.Key(time: time, place: lane.start, heading: heading),
            Vehicle.Key(time: time + crossing, place: lane.end, heading: heading),
          ], hasLights: isNight))
      time += random.uniform(3...13) / busy
    }
  }

  /// A person's build and clothes.
  mutating func look() -> Look {
    let skins: [UInt32] = [0xE3B899, 0xC99470, 0x8D5B3C, 0x5E3B28, 0xD8A684]
    let hair: [UInt32] = [0x1B1613, 0x2E2119, 0x50382A, 0x7B6247, 0x8B8680]
    let tops: [UInt32] = [
      0x22262E, 0x2F3A52, 0x5B6066, 0x8E2F2C, 0xC9C4B8, 0x46553B, 0x7E6A52, 0xD9D9D6, 0x34556E, 0x6B3550,
      0xB9863C, 0x17181A,
    ]
    let bottoms: [UInt32] = [0x1E2128, 0x2B3850, 0x3D3F44, 0x6A6253, 0x49587A, 0x20201F, 0x8A8172]
    let isCold = world.weather == .snow || world.weather == .rain
    return Look(
      height: 1.72 + 0.08 * random.bell(), breadth: random.uniform(0.92...1.14),
      skin: Color(hex: random.pick(skins)), hair: Color(hex: random.pick(hair)),
      top: Color(hex: random.pick(tops)),
      bottom: Color(hex: random.pick(bottoms)), shoes: Color(grey: random.uniform(0.05...0.3)),
      hasCoat: random.chance(isCold ? 0.6 : 0.2), hasBackpack: random.chance(0.2),
      hasShortSleeves: !isCold && random.chance(0.4))
  }

  /// The colour of a bag.
  mutating func luggageColor() -> Color {
    let colors: [UInt32] = [0x15161A, 0x2A2320, 0x5B1F1F, 0x1F2F4A, 0x3A3A32]
    return Color(hex: random.pick(colors))
  }
}
