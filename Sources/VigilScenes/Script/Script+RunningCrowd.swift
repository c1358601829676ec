import VigilCore

extension Script {
  /// Everyone present runs the same way, and more come running after them.
  mutating func addRunningCrowd(from start: Float, to end: Float) {
    clearRoad(from: start - 1, to: end + 1)
    let direction: Float = random.chance(0.5) ? 1 : -1
    let behind = Vector2(-direction * World.reach * 1.5, 8)
    people.removeAll { $0.track.times.lowerBound >= start && $0.track.times.lowerBound < end }
    for index in present(at: start) {
      let reaction = start + random.uniform(0.05...0.9)
      people[index].track.cut(at: reaction)
      people[index].acts.removeAll { $0.end > reaction }
      people[index].gazes.removeAll { $0.end > reaction }
      run(index, awayFrom: behind)
    }
    let rows: ClosedRange<Float> = world.place == .square ? 4...20 : 3.6...15
    let count = 16 + random.index(below: 14)
    for member in 0..<count {
      let y = random.uniform(rows)
      let seen = visible(rowAt: y)
      let edge = direction > 0 ? seen.lowerBound - 1 : seen.upperBound + 1
      let speed = random.uniform(3.3...5.2)
      let crossing = (seen.upperBound - seen.lowerBound + 3) / speed
      let latest = max(start + 0.1, end - crossing)
      let begin = member < 5 ? start : random.uniform(start...latest)
      var track = Track(begin, Vector2(edge, y))
      var place = Vector2(edge, y)
      while abs(place.x - edge) < seen.upperBound - seen.lowerBound + 4 {
        place += Vector2(direction * random.uniform(2...4), random.uniform(-0.6...0.6))
        track.go(to: place, speed: speed)
      }
      var person = Person(look: look(), track: track)
      if random.chance(0.2) {
        let time = begin + random.uniform(0.5...2)
        person.acts = [Act(.alarmed, time, time + random.uniform(1...2))]
      }
      people.append(person)
    }
  }
}
