/// A fixed camera without distortion.
struct Camera: Sendable {
  /// The projection of a point in the world.
  struct Projection {
    /// In pixels from the top left corner.
    var pixel: Vector2
    /// In metres along the viewing direction.
    var depth: Float
  }

  let position: Vector3
  let right: Vector3
  let up: Vector3
  let forward: Vector3
  /// The width of a metre at a distance of a metre, in pixels.
  let focalLength: Float
  let center: Vector2

  init(at position: Vector3, lookingAt target: Vector3, focalLength: Float, width: Int, height: Int) {
    self.position = position
    self.focalLength = focalLength
    center = Vector2(Float(width) / 2, Float(height) / 2)
    forward = (target - position).normalized
    right = forward.cross(Vector3(0, 0, 1)).normalized
    up = right.cross(forward)
  }

  /// The projection of a point; nil for points beside or behind the camera.
  func project(_ place: Vector3) -> Projection? {
    let offset = place - position
    let depth = offset.dot(forward)
    guard depth > 0.6 else { return nil }
    let scale = focalLength / depth
    return Projection(
      pixel: center + Vector2(offset.dot(right), -offset.dot(up)) * scale, depth: depth)
  }

  /// The direction of a pixel's ray; one metre of it is one metre of depth.
  func ray(_ pixel: Vector2) -> Vector3 {
    let offset = (pixel - center) / focalLength
    return forward + right * offset.x - up * offset.y
  }

  /// The depth of a point.
  func depth(of place: Vector3) -> Float { (place - position).dot(forward) }

  /// Whether a place on the ground is well inside the picture.
  func sees(_ place: Vector2, margin: Float = 0.12) -> Bool {
    guard let pixel = project(place.at(0))?.pixel, let head = project(place.at(1.8))?.pixel else {
      return false
    }
    let size = center * 2
    return pixel.x > size.x * margin && pixel.x < size.x * (1 - margin) && pixel.y < size.y * 0.97
      && head.y > 0
  }
}
