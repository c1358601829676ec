import VigilCore

extension Script {
  /// Someone walking alone collapses and stays down; later somebody helps.
  mutating func addFall(from start: Float, to end: Float) {
    let site = site()
    let side: Float = random.chance(0.5) ? 1 : -1
    let door = Vector2(-side * World.reach, site.y)
    let speed = random.uniform(1.0...1.3)
    var track = Track(start - 0.6 - (site - door).length / speed, door)
    track.go(to: site - Vector2(side * 0.3, 0), by: start - 0.5)
    track.go(to: site, by: start + 0.25)
    track.wait(until: end)
    track.go(to: Vector2(side * World.reach, site.y), speed: 0.9)
    var person = Person(look: look(), track: track)
    // Someone who would not be up again before the end of the scene stays down.
    let isLast = end >= duration
    person.acts = [
      Act(
        .fall(random.pick([0.2, -0.3, 1.4, -1.4, 2.8])), start, isLast ? duration + 10 : end, rise: 0.95,
        release: isLast ? 1 : 1.8)
    ]
    if isLast { person.track.cut(at: end); person.track.wait(until: duration + 10) }
    people.append(person)
    addHelper(at: site, from: start + random.uniform(2.5...4.5), to: end)
  }

  private mutating func addHelper(at site: Vector2, from start: Float, to end: Float) {
    let near = present(at: start).filter {
      let here = people[$0].track.place(at: start)
      return (here - site).length > 1.5 && (here - site).length < 14
        && people[$0].track.velocity(at: start).length > 0.5
    }
    guard let index = near.first, end - start > 3 else { return }
    let goal = people[index].track.end
    people[index].track.cut(at: start)
    let arrival = people[index].track.go(to: site + Vector2(0.1, 0.75), speed: 2.2)
    guard arrival < end - 1 else {
      people[index].track.go(to: goal, speed: 1.4)
      return
    }
    people[index].track.wait(until: end)
    people[index].track.go(to: goal, speed: 1.3)
    people[index].acts.append(Act(.crouching, arrival, end, rise: 0.7, release: 0.8))
    people[index].gazes.append(Person.Gaze(start: arrival - 0.3, end: end, target: site))
  }
}
