import Foundation

/// The picture of the static world, ray-traced once with four rays per pixel.
struct Plate: Sendable {
  /// The picture and its depth.
  var canvas: Canvas
  /// [height, width]: 1 where shadows fall on the ground, 0 elsewhere.
  var ground: [Float]

  init(_ world: World, camera: Camera, lighting: Lighting, width: Int, height: Int) {
    canvas = Canvas(width: width, height: height)
    ground = Array(repeating: 0, count: width * height)
    let caster = RayCaster(world: world, camera: camera, lighting: lighting)
    let offsets: [Vector2] = [
      Vector2(0.25, 0.375), Vector2(0.75, 0.125), Vector2(0.375, 0.875), Vector2(0.875, 0.625),
    ]
    for row in 0..<height {
      for column in 0..<width {
        var color = Color.zero
        var depth = Float.infinity
        var share: Float = 0
        for offset in offsets {
          let hit = caster.hit(Vector2(Float(column), Float(row)) + offset)
          color += hit.color
          depth = min(depth, hit.depth)
          if hit.isGround { share += 0.25 }
        }
        let place = row * width + column
        canvas.pixels[place] = color * 0.25
        // The ground is never in front of what stands on it.
        canvas.depth[place] = share > 0 ? .infinity : depth
        ground[place] = share
      }
    }
  }
}

/// The first hit of a ray.
struct RayCaster {
  let world: World
  let camera: Camera
  let lighting: Lighting

  struct Hit {
    var color: Color
    var depth: Float
    var isGround: Bool
  }

  func hit(_ pixel: Vector2) -> Hit {
    let ray = camera.ray(pixel)
    let origin = camera.position
    var nearest = ray.z < -1e-4 ? -origin.z / ray.z : Float.infinity
    var box: (World.Box, Vector3)?
    for candidate in world.boxes {
      if let (distance, normal) = candidate.meets(origin, ray), distance < nearest {
        nearest = distance
        box = (candidate, normal)
      }
    }
    guard nearest < 400 else { return Hit(color: sky(ray), depth: .infinity, isGround: false) }
    let place = origin + ray * nearest
    let (albedo, glow, normal): (Color, Color, Vector3)
    if let (box, side) = box {
      (albedo, glow) = box.color(at: place, normal: side, isNight: !lighting.lamps.isEmpty)
      normal = side
    } else {
      (albedo, glow, normal) = (world.groundColor(place.ground), .zero, Vector3(0, 0, 1))
    }
    var shadow: Float = 0
    if lighting.sun.x > 0, normal.dot(lighting.sunDirection) > 0 {
      let start = place + normal * 0.02
      if world.boxes.contains(where: { $0.meets(start, lighting.sunDirection) != nil }) { shadow = 0.92 }
    }
    let color = albedo * lighting.irradiance(at: place, normal: normal, shadow: shadow) + glow
    return Hit(color: lighting.hazed(color, distance: nearest), depth: nearest, isGround: box == nil)
  }

  private func sky(_ ray: Vector3) -> Color {
    let height = max(0, ray.normalized.z)
    var color = lighting.sky.horizon.mixed(with: lighting.sky.top, min(1, height * 2.2))
    if lighting.sun.x > 0 {
      let place = Vector2(ray.x, ray.y) / max(ray.z, 0.05)
      let cloud = smoothStep(
        0.5, 0.85, 0.65 * PlaceNoise.smooth(place * 0.5, 61) + 0.35 * PlaceNoise.smooth(place * 1.7, 62))
      color += (Color(grey: 0.92) - color) * (cloud * 0.7)
    }
    return lighting.hazed(color, distance: lighting.hazeDensity > 0.01 ? 60 : 0)
  }
}

extension World.Box {
  /// Where a ray enters, by slabs (Kay and Kajiya, "Ray tracing complex scenes", 1986); nil if it does not.
  func meets(_ origin: Vector3, _ ray: Vector3) -> (distance: Float, normal: Vector3)? {
    var near = -Float.infinity
    var far = Float.infinity
    var normal = Vector3.zero
    for axis in 0..<3 {
      if abs(ray[axis]) < 1e-7 {
        guard origin[axis] > low[axis], origin[axis] < high[axis] else { return nil }
        continue
      }
      let inverse = 1 / ray[axis]
      let one = (low[axis] - origin[axis]) * inverse
      let other = (high[axis] - origin[axis]) * inverse
      if min(one, other) > near {
        near = min(one, other)
        normal = .zero
        normal[axis] = ray[axis] > 0 ? -1 : 1
      }
      far = min(far, max(one, other))
    }
    return near <= far && near > 0.01 ? (near, normal) : nil
  }
}
