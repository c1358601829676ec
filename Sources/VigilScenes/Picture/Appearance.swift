/// A part of something that moves, in the world; colours are those under white light.
enum Shape: Sendable {
  /// A round part between two places, such as an arm.
  case limb(from: Vector3, to: Vector3, radii: (Float, Float), color: Color)
  /// A flat convex part, seen only from where its corners go round against the clock.
  case face([Vector3], color: Color, lower: Color? = nil)
  /// A flat part that gives off light of its own.
  case lamp([Vector3], color: Color)
  /// A cloud; one that adds is light.
  case puff(at: Vector3, radius: Float, color: Color, opacity: Float, adds: Bool)
  /// A flash of light on the ground around a place.
  case groundLight(at: Vector2, radius: Float, color: Color)

  /// A place of it, by which parts are ordered.
  var middle: Vector3 {
    switch self {
    case .limb(let from, let to, _, _): (from + to) * 0.5
    case .face(let corners, _, _), .lamp(let corners, _): corners.reduce(.zero, +) / Float(corners.count)
    case .puff(let place, _, _, _, _): place
    case .groundLight(let place, _, _): place.at(0)
    }
  }
}

/// How something looks at one moment.
struct Appearance: Sendable {
  /// Where it stands, by which things are ordered from back to front.
  var place: Vector3
  /// From back to front, unless `isOrdered` is false.
  var shapes: [Shape]
  var isOrdered = true
  var castsShadow = true
}

/// Something that moves.
protocol Actor: Sendable {
  /// How it looks at a moment, in seconds; nil while it is not there.
  func appearance(at time: Float) -> Appearance?
}
