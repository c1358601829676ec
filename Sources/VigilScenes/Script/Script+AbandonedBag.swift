import VigilCore

extension Script {
  /// Someone puts down a bag and leaves; if the anomaly ends before the scene, the owner comes back for it.
  mutating func addAbandonedBag(from start: Float, to end: Float) {
    let site = site()
    let side: Float = random.chance(0.5) ? 1 : -1
    let door = Vector2(-side * World.reach, site.y + random.uniform(-0.5...0.5))
    let speed = random.uniform(1.2...1.5)
    let color = luggageColor()
    var track = Track(start - 0.9 - (site - door).length / speed, door)
    track.go(to: site, by: start - 0.9)
    track.wait(until: start + 0.7)
    track.go(to: Vector2(side * World.reach, site.y + random.uniform(-0.5...0.5)), speed: speed * 1.15)
    var owner = Person(look: look(), track: track)
    owner.acts = [Act(.crouching, start - 0.8, start + 0.7, rise: 0.7, release: 0.6)]
    owner.luggage = Person.Luggage(color: color, down: start)
    people.append(owner)
    let bag = site + Vector2(side * 0.35, -0.1)
    let isTaken = end < duration
    others.append(Bag(place: bag, color: color, times: start...(isTaken ? end : duration + 10)))
    guard isTaken else { return }

    var back = Track(end - 0.8 - (World.reach - side * site.x) / speed, Vector2(side * World.reach, site.y))
    back.go(to: site, by: end - 0.8)
    back.wait(until: end + 0.7)
    back.go(to: door, speed: speed)
    var taker = owner
    taker.track = back
    taker.luggage = nil
    taker.acts = [Act(.crouching, end - 0.7, end + 0.7, rise: 0.6, release: 0.6)]
    people.append(taker)
  }
}
