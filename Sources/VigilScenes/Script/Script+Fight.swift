import Foundation
import VigilCore

extension Script {
  /// Two to four people meet, strike, push and fall, and then part.
  mutating func addFight(from start: Float, to end: Float) {
    let site = site()
    let count = [2, 2, 3, 4][random.index(below: 4)]
    var fighters: [Person] = []
    var places: [Vector2] = []
    let turn = random.uniform(-0.5...0.5)
    for member in 0..<count {
      let angle = turn + Float(member) * 2 * .pi / Float(count)
      let place = site + Vector2(angle: angle) * 0.8
      let side: Float = cos(angle) < 0 ? -1 : 1
      let speed = random.uniform(1.3...1.7)
      let door = Vector2(side * World.reach, site.y + random.uniform(-1...1))
      let arrival = start - random.uniform(0.3...2.5)
      var track = Track(arrival - (place - door).length / speed, door)
      track.go(to: place, by: arrival)
      track.wait(until: start)
      fighters.append(Person(look: look(), track: track))
      places.append(place)
    }
    let victim = random.index(below: count)
    let down = start + (end - start) * random.uniform(0.45...0.6)
    let up = min(down + max(1.5, (end - start) * 0.3), end - 0.2)
    for member in 0..<count {
      fighters[member].gazes = [Person.Gaze(start: start - 2, end: end, target: site)]
      fighters[member].acts = [Act(.guarding, start, end, rise: 0.25, release: 0.5)]
    }

    // The striker moves in, the one who is hit is thrown back.
    var time = start
    var spin = turn
    while time < end - 0.3 {
      let step = random.uniform(0.28...0.5)
      spin += random.uniform(-0.35...0.5)
      let attacker = random.index(below: count)
      for member in 0..<count {
        let isDown = member == victim && time > down - 0.4 && time < up
        if isDown { continue }
        let angle = spin + Float(member) * 2 * .pi / Float(count)
        var distance = random.uniform(0.38...0.75)
        if member == attacker { distance = 0.32 }
        if member == (attacker + 1) % count { distance = random.uniform(0.6...1.15) }
        let place =
          site + Vector2(angle: angle) * distance
          + Vector2(random.uniform(-0.2...0.2), random.uniform(-0.2...0.2))
        fighters[member].track.go(to: place, by: min(time + step, end))
        guard time > start + 0.2, member == attacker || random.chance(0.45) else { continue }
        fighters[member].acts.append(
          .strike(blow(isLow: time > down && time < up), at: time + random.uniform(0...0.2)))
      }
      time += step
    }
    if up > down + 0.8 {
      fighters[victim].track.wait(until: up)
      fighters[victim].acts.removeAll { $0.start > down - 0.3 && $0.start < up && $0.end < end }
      fighters[victim].acts.append(
        Act(.fall(random.uniform(2.4...3.9)), down - 0.2, up, rise: 0.55, release: 0.8))
    }
    for member in 0..<count {
      fighters[member].track.wait(until: end)
      let here = fighters[member].track.end
      let side: Float = here.x < site.x ? -1 : 1
      fighters[member].track.go(
        to: Vector2(side * World.reach, site.y + random.uniform(-1...1)), speed: random.uniform(1.5...2.4))
    }
    people += fighters
    watch(site, from: start, to: end, atMost: 2)
  }

  private mutating func blow(isLow: Bool) -> Act.Move {
    let side: Act.Side = random.chance(0.5) ? .left : .right
    if isLow { return random.chance(0.7) ? .kick(side) : .punch(side) }
    switch random.index(below: 10) {
    case 0..<5: return .punch(side)
    case 5..<7: return .kick(side)
    case 7..<9: return .shove
    default: return .grapple
    }
  }
}
