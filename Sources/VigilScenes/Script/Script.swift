import Foundation
import VigilCore

/// The script of a scene: who is where and does what, decided before the first frame.
struct Script {
  var world: World
  let camera: Camera
  let isNight: Bool
  /// Seconds.
  let duration: Float
  var random: SplitMix64
  var people: [Person] = []
  var vehicles: [Vehicle] = []
  /// Bags, fire, debris.
  var others: [any Actor] = []
  /// The light that the camera's exposure reacts to.
  var blast: Blast?
  /// The abnormal period, in seconds.
  var interval: ClosedRange<Float>?

  init(_ description: SceneDescription, world: World, camera: Camera, random: SplitMix64) {
    self.world = world
    self.camera = camera
    self.random = random
    isNight = description.light == .night
    duration = Float(description.duration)
    addEveryday()
    guard let anomaly = description.anomaly else { return }
    let start = description.start.map { Float($0) } ?? self.random.uniform(0.3...0.5) * duration
    let usual = Script.usualLength(anomaly) ?? duration
    let end = min(start + (description.length.map { Float($0) } ?? usual), duration)
    interval = start...end
    switch anomaly {
    case .fight: addFight(from: start, to: end)
    case .collision: addCollision(from: start, to: end)
    case .explosion: addExplosion(from: start, to: end)
    case .crowd: addRunningCrowd(from: start, to: end)
    case .fall: addFall(from: start, to: end)
    case .abandoned: addAbandonedBag(from: start, to: end)
    }
  }

  /// Seconds; nil if it lasts to the end.
  private static func usualLength(_ anomaly: Anomaly) -> Float? {
    switch anomaly {
    case .fight: 10
    case .collision: 6
    case .explosion: 12
    case .crowd: 9
    case .fall: 12
    case .abandoned: nil
    }
  }

  /// A place that the camera sees well, kept clear of bystanders.
  mutating func site() -> Vector2 {
    let seen = world.meetingPlaces.filter { camera.sees($0, margin: 0.22) }
    let site = seen.isEmpty ? centre(ofRowAt: 6) : random.pick(seen)
    people.removeAll { person in
      (person.track.end - person.track.keys[0].place).length < 1 && (person.track.end - site).length < 3
    }
    return site
  }

  /// The middle of the visible part of a row.
  func centre(ofRowAt y: Float) -> Vector2 {
    let seen = visible(rowAt: y)
    return Vector2((seen.lowerBound + seen.upperBound) / 2, y)
  }

  /// The visible extent of a row of the ground.
  func visible(rowAt y: Float) -> ClosedRange<Float> {
    let size = camera.center * 2
    let seen = stride(from: -World.reach, through: World.reach, by: 0.5).filter { x in
      guard let pixel = camera.project(Vector3(x, y, 0.8))?.pixel else { return false }
      return pixel.x > 0 && pixel.x < size.x
    }
    return (seen.first ?? -6)...(seen.last ?? 6)
  }

  /// The people present at a time, by index in `people`.
  func present(at time: Float) -> [Int] {
    people.indices.filter { people[$0].track.times.contains(time) }
  }

  /// Removes vehicles that would be visible in a period.
  mutating func clearRoad(from start: Float, to end: Float) {
    vehicles.removeAll { vehicle in
      stride(from: start, through: end, by: 0.4).contains { time in
        guard vehicle.times.contains(time),
          let pixel = camera.project(vehicle.key(at: time).place.at(0.7))?.pixel
        else { return false }
        return pixel.x > -150 && pixel.x < camera.center.x * 2 + 150
      }
    }
  }

  /// Makes everyone present run away, and nobody come until it is over.
  mutating func flee(from place: Vector2, at start: Float, until end: Float) {
    people.removeAll { $0.track.times.lowerBound >= start && $0.track.times.lowerBound < end }
    for index in present(at: start) {
      let distance = (people[index].track.place(at: start) - place).length
      let reaction = start + random.uniform(0.15...0.6) + distance * 0.03
      people[index].track.cut(at: reaction)
      people[index].acts.removeAll { $0.end > reaction }
      people[index].gazes.removeAll { $0.end > reaction }
      var leaves = reaction
      if distance < 4.5 {
        // Knocked over, then up again.
        leaves = reaction + random.uniform(2...3.2)
        people[index].acts.append(
          Act(.fall(random.uniform(-0.8...0.8)), start, leaves, rise: 0.5, release: 0.9))
        people[index].track.wait(until: leaves)
      } else if random.chance(0.4) {
        people[index].acts.append(Act(.alarmed, reaction, reaction + 1.4))
      }
      run(index, awayFrom: place)
    }
  }

  /// Makes a person run out of the picture.
  mutating func run(_ index: Int, awayFrom place: Vector2) {
    let here = people[index].track.end
    let side: Float = here.x >= place.x ? 1 : -1
    let speed = random.uniform(3.4...5.2)
    people[index].track.go(to: here + Vector2(side * 4, random.uniform(-0.8...0.8)), speed: speed)
    people[index].track.go(
      to: Vector2(side * (World.reach + 4), here.y + random.uniform(-1.5...1.5)), speed: speed)
  }

  /// Makes some passers-by stop and look, and move on when it is over.
  mutating func watch(_ place: Vector2, from start: Float, to end: Float, atMost limit: Int) {
    let near = present(at: start + 1).filter { index in
      let here = people[index].track.place(at: start + 1)
      return (here - place).length > 2.5 && camera.sees(here, margin: 0)
        && people[index].track.velocity(at: start + 1).length > 0.5
    }
    for index in near.prefix(limit) {
      let goal = people[index].track.end
      let stop = start + random.uniform(0.6...1.6)
      let leave = min(end + random.uniform(0.5...2), duration + 5)
      people[index].track.cut(at: stop)
      people[index].track.wait(until: leave)
      people[index].track.go(to: goal, speed: 1.3)
      people[index].gazes.append(Person.Gaze(start: stop - 0.2, end: leave, target: place))
    }
  }
}
