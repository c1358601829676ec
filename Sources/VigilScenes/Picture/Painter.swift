/// Paints moving objects over the static picture.
struct Painter {
  var canvas: Canvas
  let camera: Camera
  let lighting: Lighting

  /// All objects, from the farthest to the nearest, over their shadows.
  mutating func paint(_ appearances: [Appearance], ground: [Float]) {
    var shadows = ShadowMask(width: canvas.width, height: canvas.height)
    for appearance in appearances where appearance.castsShadow {
      shadows.add(appearance, camera: camera, lighting: lighting)
    }
    shadows.darken(&canvas, ground: ground, strength: lighting.shadowStrength)
    // Light reaches the ground before anyone stands in front of it.
    for appearance in appearances {
      for case .groundLight(let place, let radius, let color) in appearance.shapes {
        illuminate(place, radius, color)
      }
    }
    for appearance in appearances.sorted(by: { camera.depth(of: $0.place) > camera.depth(of: $1.place) }) {
      paint(appearance)
    }
  }

  /// One object. With `isSolid` it hides what is painted behind it later.
  mutating func paint(_ appearance: Appearance, isSolid: Bool = false) {
    let depth = camera.depth(of: appearance.place)
    guard depth > 1 else { return }
    let shapes =
      appearance.isOrdered
      ? appearance.shapes
      : appearance.shapes.sorted { camera.depth(of: $0.middle) > camera.depth(of: $1.middle) }
    let light = lighting.irradiance(at: appearance.place + Vector3(0, 0, 1))
    let towards = lighting.direction(at: appearance.place)
    let side = Vector2(towards.dot(camera.right), -towards.dot(camera.up)) * lighting.contrast
    for shape in shapes {
      switch shape {
      case .limb(let from, let to, let radii, let color):
        guard let start = camera.project(from), let end = camera.project(to) else { continue }
        let scales = (camera.focalLength / start.depth, camera.focalLength / end.depth)
        canvas.paintCapsule(
          from: start.pixel, to: end.pixel, radii: (radii.0 * scales.0, radii.1 * scales.1), depth: depth,
          color: lighting.hazed(color * light, distance: depth), side: side, isSolid: isSolid)
      case .face(let corners, let color, let lower):
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[1]).normalized
        guard normal.dot(camera.position - corners[0]) > 0 else { continue }
        let light = lighting.irradiance(at: shape.middle, normal: normal)
        let pixels = corners.compactMap { camera.project($0)?.pixel }
        guard pixels.count == corners.count else { continue }
        canvas.paintPolygon(
          pixels, depth: depth, color: lighting.hazed(color * light, distance: depth),
          lower: lower.map { lighting.hazed($0 * light, distance: depth) }, isSolid: isSolid)
      case .lamp(let corners, let color):
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[1]).normalized
        guard normal.dot(camera.position - corners[0]) > 0 else { continue }
        let pixels = corners.compactMap { camera.project($0)?.pixel }
        guard pixels.count == corners.count else { continue }
        canvas.paintPolygon(
          pixels, depth: depth, color: lighting.hazed(color, distance: depth), isSolid: isSolid)
      case .puff(let place, let radius, let color, let opacity, let adds):
        guard let center = camera.project(place) else { continue }
        canvas.paintPuff(
          at: center.pixel, radii: Vector2(repeating: radius * camera.focalLength / center.depth),
          depth: center.depth, color: color, opacity: opacity, adds: adds)
      case .groundLight: break
      }
    }
  }

  private mutating func illuminate(_ place: Vector2, _ radius: Float, _ color: Color) {
    guard let middle = camera.project(place.at(0)),
      let near = camera.project(place.at(0) - Vector3(0, radius * 0.5, 0)),
      let far = camera.project(place.at(0) + Vector3(0, radius, 0))
    else { return }
    let radii = Vector2(
      radius * camera.focalLength / middle.depth, max(2, (near.pixel.y - far.pixel.y) * 0.66))
    canvas.illuminate(at: middle.pixel, radii: radii, light: color)
  }
}
