import Foundation

/// A person who walks, stands and acts.
struct Person: Actor {
  /// A period in which the person looks at a place.
  struct Gaze: Sendable {
    var start: Float
    var end: Float
    var target: Vector2
  }

  /// A bag that is carried, and the periods in which it stands somewhere.
  struct Luggage: Sendable {
    var color: Color
    var down: Float?
  }

  var look: Look
  var track: Track
  var acts: [Act] = []
  var gazes: [Gaze] = []
  var luggage: Luggage?

  func appearance(at time: Float) -> Appearance? {
    guard track.times.contains(time) else { return nil }
    let figure = figure(at: time)
    let place = track.smoothPlace(at: time)
    var shapes = figure.shapes
    if let luggage, time < luggage.down ?? .infinity {
      shapes += Bag.shapes(
        color: luggage.color, at: figure.hands[1] - Vector3(0, 0, 0.34), along: heading(at: time))
    }
    return Appearance(place: place.at(0), shapes: shapes, isOrdered: false)
  }

  private func figure(at time: Float) -> Figure {
    var pose = Pose.gait(speed: track.velocity(at: time).length, steps: track.stepPhase(at: time))
    var tilt: Float = 0
    var tiltAngle: Float = 0
    for act in acts {
      let weight = act.weight(at: time)
      guard weight > 0 else { continue }
      if case .fall(let angle) = act.move {
        // Knees give way first, then the body falls faster and faster.
        tilt = weight * weight
        tiltAngle = angle
        pose = pose.mixed(with: .collapsing, min(1, 3 * weight * (1 - weight)))
      }
      pose = pose.mixed(with: act.pose(at: time, from: pose), weight)
    }
    return Figure(
      look, pose, at: track.smoothPlace(at: time), heading: heading(at: time), tilt: tilt,
      tiltAngle: tiltAngle)
  }

  /// Where the body faces.
  private func heading(at time: Float) -> Vector2 {
    var heading = track.direction(at: time)
    for gaze in gazes where time >= gaze.start && time <= gaze.end {
      let weight =
        smoothStep(gaze.start, gaze.start + 0.4, time) * (1 - smoothStep(gaze.end - 0.4, gaze.end, time))
      let way = (gaze.target - track.place(at: time)).normalized
      // Halfway between opposite directions there is none.
      let mixed = heading.mixed(with: way, weight)
      heading = mixed.length > 0.05 ? mixed.normalized : heading.right
    }
    return heading
  }
}

/// A bag standing on the ground.
struct Bag: Actor {
  var place: Vector2
  var color: Color
  var times: ClosedRange<Float>

  func appearance(at time: Float) -> Appearance? {
    guard times.contains(time) else { return nil }
    return Appearance(
      place: place.at(0), shapes: Bag.shapes(color: color, at: place.at(0.02), along: Vector2(0.9, 0.44)))
  }

  /// A travelling bag with handles, 0.55 m long.
  static func shapes(color: Color, at place: Vector3, along: Vector2) -> [Shape] {
    let half = along.normalized.at(0) * 0.2
    let middle = place + Vector3(0, 0, 0.17)
    let handle = middle + Vector3(0, 0, 0.19)
    return [
      .limb(from: middle - half, to: middle + half, radii: (0.16, 0.16), color: color),
      .limb(
        from: middle - half * 0.6 + Vector3(0, 0, 0.12), to: handle, radii: (0.025, 0.025), color: color * 0.5
      ),
      .limb(
        from: middle + half * 0.6 + Vector3(0, 0, 0.12), to: handle, radii: (0.025, 0.025), color: color * 0.5
      ),
    ]
  }
}
