/// A part of a moving object, in the world; colours are those under white light.
enum Shape: Sendable {
  /// A round part between two places, such as an arm.
  case limb(from: Vector3, to: Vector3, radii: (Float, Float), color: Color)
  /// A flat convex part, visible only from the side where its corners run anticlockwise.
  case face([Vector3], color: Color, lower: Color? = nil)
  /// A flat part that emits light.
  case lamp([Vector3], color: Color)
  /// A cloud; an additive one is light.
  case puff(at: Vector3, radius: Float, color: Color, opacity: Float, adds: Bool)
  /// A flash of light on the ground around a place.
  case groundLight(at: Vector2, radius: Float, color: Color)

  /// A point of it, by which parts are ordered.
  var middle: Vector3 {
    switch self {
    case .limb(let from, let to, _, _): (from + to) * 0.5
    case .face(let corners, _, _), .lamp(let corners, _): corners.reduce(.zero, +) / Float(corners.count)
    case .puff(let place, _, _, _, _): place
    case .groundLight(let place, _, _): place.at(0)
    }
  }
}

/// The appearance of an object at one moment.
struct Appearance: Sendable {
  /// Its position, by which objects are ordered from back to front.
  var place: Vector3
  /// From back to front, unless `isOrdered` is false.
  var shapes: [Shape]
  var isOrdered = true
  var castsShadow = true
}

/// A moving object.
protocol Actor: Sendable {
  /// Its appearance at a moment, in seconds; nil while it is absent.
  func appearance(at time: Float) -> Appearance?
}
