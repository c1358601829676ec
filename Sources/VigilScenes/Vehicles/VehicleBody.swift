import Foundation
import VigilCore

/// The make and the paint of a vehicle.
struct VehicleBody: Sendable {
  /// Metres.
  var length: Float
  var width: Float
  var height: Float
  /// Where the windscreen, the roof and the rear window begin, from the middle to the front, as a fraction of the length.
  var cabin: (cowl: Float, roofFront: Float, roofRear: Float, deck: Float)
  var paint: Color

  init(_ random: inout SplitMix64) {
    let paints: [UInt32] = [
      0xB9BDC1, 0x2B2D30, 0xE6E6E2, 0x6E7278, 0x7A1F1F, 0x24406B, 0x3F4A3C, 0x9B8F7A, 0xD8D8D8, 0x4A4D52,
    ]
    paint = Color(hex: random.pick(paints))
    switch random.index(below: 4) {
    case 0:
      (length, width, height) = (4.5, 1.80, 1.45)
      cabin = (0.22, 0.05, -0.22, -0.38)
    case 1:
      (length, width, height) = (4.0, 1.74, 1.52)
      cabin = (0.24, 0.08, -0.36, -0.47)
    case 2:
      (length, width, height) = (4.6, 1.90, 1.72)
      cabin = (0.24, 0.10, -0.40, -0.48)
    default:
      (length, width, height) = (5.2, 2.0, 2.25)
      cabin = (0.38, 0.26, -0.48, -0.495)
    }
  }

  /// The vehicle as flat parts.
  ///
  /// - Parameters:
  ///   - heading: From the x axis, in radians.
  ///   - lights: Whether its lamps are on.
  ///   - isBraking: Whether its rear lamps are bright.
  func shapes(at place: Vector2, heading: Float, lights: Bool, isBraking: Bool) -> [Shape] {
    let front = Vector2(angle: heading)
    let left = Vector2(-front.y, front.x)
    func world(_ x: Float, _ y: Float, _ z: Float) -> Vector3 { (place + front * x + left * y).at(z) }

    let (half, side) = (length / 2, width / 2)
    let belt: Float = height > 2 ? 1.05 : 0.88
    let lower: [(Float, Float)] = [
      (-half, 0.26), (half, 0.26), (half, 0.60), (half - 0.12, 0.70), (cabin.cowl * length, belt),
      (-half + 0.06, belt + 0.02), (-half, 0.62),
    ]
    let upper: [(Float, Float)] = [
      (cabin.cowl * length, belt), (cabin.roofFront * length, height), (cabin.roofRear * length, height),
      (cabin.deck * length, belt),
    ]
    let glass = Color(0.09, 0.11, 0.13, 0)
    var shapes: [Shape] = []

    // Each part is a profile extruded across the vehicle: bottom first, then what stands on it.
    let center = world(0, 0, 0.6)
    func add(_ corners: [Vector3], _ color: Color, _ lower: Color? = nil) {
      let normal = (corners[1] - corners[0]).cross(corners[2] - corners[1])
      let middle = corners.reduce(.zero, +) / Float(corners.count)
      let isOutward = normal.dot(middle - center) > 0
      shapes.append(.face(isOutward ? corners : corners.reversed(), color: color, lower: lower))
    }
    for y in [-side, side] { add(lower.map { world($0.0, y, $0.1) }, paint, paint * 0.62) }
    for index in lower.indices.dropFirst() {
      let (one, other) = (lower[index], lower[(index + 1) % lower.count])
      add(
        [
          world(one.0, -side, one.1), world(one.0, side, one.1), world(other.0, side, other.1),
          world(other.0, -side, other.1),
        ],
        paint)
    }
    let inset = side - (height > 2 ? 0.06 : 0.16)
    for sign: Float in [-1, 1] {
      func corner(_ point: (Float, Float)) -> Vector3 {
        world(point.0, sign * (point.1 > belt ? inset : side - 0.03), point.1)
      }
      let corners = upper.map(corner)
      add(corners, paint)
      let middle = corners.reduce(.zero, +) / 4
      let windows = corners.map { $0.mixed(with: middle, 0.16) + left.at(0) * (sign * 0.01) }
      add(windows, glass, glass * 1.8)
    }
    for index in 0..<3 {
      let (one, other) = (upper[index], upper[index + 1])
      func width(_ point: (Float, Float)) -> Float { point.1 > belt ? inset : side - 0.03 }
      let corners = [
        world(one.0, -width(one), one.1), world(one.0, width(one), one.1),
        world(other.0, width(other), other.1),
        world(other.0, -width(other), other.1),
      ]
      add(corners, index == 1 ? paint * 1.02 : paint)
      if index != 1 {
        let middle = corners.reduce(.zero, +) / 4
        add(
          corners.map { $0.mixed(with: middle, 0.1) + Vector3(0, 0, 0.015) }, Color(0.16, 0.19, 0.23, 0),
          glass)
      }
    }
    addWheels(world, half: half, side: side, add: { add($0, $1) })
    addLamps(world, half: half, side: side, lights: lights, isBraking: isBraking, to: &shapes)
    return shapes
  }

  private func addWheels(
    _ world: (Float, Float, Float) -> Vector3, half: Float, side: Float, add: ([Vector3], Color) -> Void
  ) {
    for x in [-half * 0.62, half * 0.64] {
      for y in [-side - 0.015, side + 0.015] {
        for (radius, color) in [
          (Float(0.38), Color(grey: 0.03)), (0.32, Color(grey: 0.07)), (0.19, Color(grey: 0.36)),
        ] {
          add(
            (0..<10).map { corner in
              let angle = Float(corner) * .pi / 5
              return world(x + radius * cos(angle), y, max(0.01, 0.33 + radius * sin(angle)))
            }, color)
        }
      }
    }
  }

  private func addLamps(
    _ world: (Float, Float, Float) -> Vector3, half: Float, side: Float, lights: Bool, isBraking: Bool,
    to shapes: inout [Shape]
  ) {
    for y: Float in [-side + 0.27, side - 0.27] {
      let front = [
        world(half + 0.01, y - 0.2, 0.5), world(half + 0.01, y + 0.2, 0.5), world(half + 0.01, y + 0.2, 0.63),
        world(half + 0.01, y - 0.2, 0.63),
      ]
      let rear = [
        world(-half - 0.01, y + 0.2, 0.6), world(-half - 0.01, y - 0.2, 0.6),
        world(-half - 0.01, y - 0.2, 0.78),
        world(-half - 0.01, y + 0.2, 0.78),
      ]
      let red = Color(0.75, 0.05, 0.04, 0)
      if lights {
        shapes.append(.lamp(front, color: Color(1.3, 1.25, 1.05, 0)))
      } else {
        shapes.append(.face(front, color: Color(grey: 0.75)))
      }
      if lights || isBraking {
        shapes.append(.lamp(rear, color: red * (isBraking ? 1.6 : 0.8)))
      } else {
        shapes.append(.face(rear, color: red * 0.55))
      }
    }
  }
}
