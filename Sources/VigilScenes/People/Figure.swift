import Foundation

/// The build and the clothes of a person.
struct Look: Sendable {
  /// Metres.
  var height: Float
  /// 1 is usual.
  var breadth: Float
  var skin: Color
  var hair: Color
  var top: Color
  var bottom: Color
  var shoes: Color
  var hasCoat: Bool
  var hasBackpack: Bool
  var hasShortSleeves: Bool
}

/// A body in a pose, as round parts in the world.
struct Figure {
  /// Where the hands are.
  private(set) var hands: [Vector3] = []
  private(set) var shapes: [Shape] = []

  private let look: Look
  private let place: Vector3
  private let right: Vector3
  private let front: Vector3
  /// How far the body has fallen, 0 ... 1, and to which of its sides.
  private let tilt: Float
  private let tiltDirection: Vector2

  /// - Parameters:
  ///   - heading: Where the body faces, of length 1.
  ///   - tilt: From upright, 0, to lying, 1.
  ///   - tiltAngle: Where it falls, from the front to the left.
  init(_ look: Look, _ pose: Pose, at ground: Vector2, heading: Vector2, tilt: Float, tiltAngle: Float) {
    self.look = look
    place = ground.at(0)
    front = heading.at(0)
    right = heading.right.at(0)
    self.tilt = tilt
    tiltDirection = Vector2(-sin(tiltAngle), cos(tiltAngle))
    build(pose)
  }

  private mutating func build(_ pose: Pose) {
    let height = look.height
    let (thigh, shin) = (0.245 * height, 0.235 * height)
    func reach(_ hip: Float, _ knee: Float) -> Float { thigh * cos(hip) + shin * cos(hip - knee) }
    let hipHeight =
      max(reach(pose[.leftThigh], pose[.leftKnee]), reach(pose[.rightThigh], pose[.rightKnee])) + 0.045
      * height
    let hip = Vector3(0, 0, hipHeight)
    let trunk = Vector3(
      sin(pose[.tip]), sin(pose[.lean]) * cos(pose[.tip]), cos(pose[.lean]) * cos(pose[.tip]))
    let chest = hip + trunk * (0.285 * height)
    let neck = hip + trunk * (0.325 * height)
    let bend = Vector3(0, sin(pose[.lean] + pose[.nod]), cos(pose[.lean] + pose[.nod]))
    let head = neck + bend * (0.085 * height)
    let breadth = look.breadth * height

    legs(pose, hip: hip, thigh: thigh, shin: shin, breadth: breadth)
    trunkParts(hip: hip, chest: chest, neck: neck, twist: pose[.twist], breadth: breadth)
    arms(pose, chest: chest, breadth: breadth)

    add(neck, head, 0.035 * breadth, 0.035 * breadth, look.skin * 0.9)
    add(
      head - bend * (0.012 * height), head + bend * (0.014 * height), 0.052 * height, 0.054 * height,
      look.skin)
    let back = Vector3(0, -0.016 * height, 0.018 * height)
    add(head + back, head + back + bend * (0.02 * height), 0.053 * height, 0.048 * height, look.hair)
  }

  private mutating func legs(_ pose: Pose, hip: Vector3, thigh: Float, shin: Float, breadth: Float) {
    for (side, hipAngle, kneeAngle) in [
      (Float(-1), pose[.leftThigh], pose[.leftKnee]), (1, pose[.rightThigh], pose[.rightKnee]),
    ] {
      let start = hip + Vector3(side * 0.05 * breadth, 0, -0.01)
      let knee = start + Vector3(side * 0.006, sin(hipAngle), -cos(hipAngle)) * thigh
      let ankle = knee + Vector3(0, sin(hipAngle - kneeAngle), -cos(hipAngle - kneeAngle)) * shin
      add(start, knee, 0.052 * breadth, 0.038 * breadth, look.bottom)
      add(knee, ankle, 0.037 * breadth, 0.026 * breadth, look.bottom)
      let toe =
        ankle + Vector3(0, cos(hipAngle - kneeAngle), sin(hipAngle - kneeAngle) * 0.8) * (0.085 * look.height)
      add(
        ankle - Vector3(0, 0.01, 0.02), toe - Vector3(0, 0, 0.025), 0.026 * breadth, 0.022 * breadth,
        look.shoes)
    }
  }

  private mutating func trunkParts(hip: Vector3, chest: Vector3, neck: Vector3, twist: Float, breadth: Float)
  {
    let across = Vector3(cos(twist), sin(twist), 0)
    for side: Float in [-1, 1] {
      let low = hip + Vector3(side * 0.042 * breadth, 0, 0.01)
      let high = chest + across * (side * 0.062 * breadth) - Vector3(0, 0, 0.012)
      add(low, high, 0.060 * breadth, 0.056 * breadth, look.top)
      if look.hasCoat {
        add(
          low, low - Vector3(-side * 0.01, 0, 0.16 * look.height), 0.062 * breadth, 0.066 * breadth,
          look.top * 0.94)
      }
    }
    let shoulder = across * (0.098 * breadth)
    add(chest - shoulder, chest + shoulder, 0.038 * breadth, 0.038 * breadth, look.top * 1.03)
    if look.hasBackpack {
      let back = Vector3(0, -0.10 * look.height, 0)
      add(
        hip.mixed(with: chest, 0.35) + back, chest + back, 0.06 * breadth, 0.055 * breadth,
        look.bottom * 0.7 + 0.05)
    }
  }

  private mutating func arms(_ pose: Pose, chest: Vector3, breadth: Float) {
    let (upper, fore) = (0.165 * look.height, 0.155 * look.height)
    for (side, pitch, spread, bend) in [
      (Float(-1), pose[.leftArm], pose[.leftSpread], pose[.leftElbow]),
      (1, pose[.rightArm], pose[.rightSpread], pose[.rightElbow]),
    ] {
      let turn = side * pose[.twist]
      let shoulder = chest + Vector3(side * 0.115 * breadth * cos(turn), turn * 0.11 * breadth, 0)
      func direction(_ pitch: Float, _ spread: Float) -> Vector3 {
        Vector3(side * sin(spread), sin(pitch) * cos(spread), -cos(pitch) * cos(spread))
      }
      let elbow = shoulder + direction(pitch, spread) * upper
      let hand = elbow + direction(pitch + bend, spread * 0.4 - 0.06) * fore
      add(shoulder, elbow, 0.034 * breadth, 0.028 * breadth, look.top)
      add(elbow, hand, 0.027 * breadth, 0.020 * breadth, look.hasShortSleeves ? look.skin : look.top)
      add(hand, hand + (hand - elbow) * 0.12, 0.023 * breadth, 0.02 * breadth, look.skin)
      hands.append(world(hand))
    }
  }

  private mutating func add(_ from: Vector3, _ to: Vector3, _ one: Float, _ other: Float, _ color: Color) {
    shapes.append(.limb(from: world(from), to: world(to), radii: (one, other), color: color))
  }

  /// From the body's own directions, right, front and up, to the world's.
  private func world(_ point: Vector3) -> Vector3 {
    var point = point
    if tilt > 0 {
      let angle = tilt * .pi / 2
      let along = point.ground.dot(tiltDirection)
      let fallen = along * cos(angle) + point.z * sin(angle) - 0.3 * look.height * tilt
      let height = point.z * cos(angle) - along * sin(angle) + 0.1 * tilt
      let ground = point.ground + tiltDirection * (fallen - along)
      point = Vector3(ground.x, ground.y, max(height, 0.05))
    }
    return place + right * point.x + front * point.y + Vector3(0, 0, point.z)
  }
}
