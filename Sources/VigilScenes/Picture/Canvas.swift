/// A picture that is painted from back to front, with the depth of static objects in it.
///
/// Nothing is painted where the static world is nearer: people pass behind a parked car or a pole. All shapes have
/// soft edges of one pixel.
struct Canvas: Sendable {
  let width: Int
  let height: Int
  /// [height, width], light before the sensor: 1 is white.
  var pixels: [Color]
  /// [height, width], depth of static objects in metres.
  var depth: [Float]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    pixels = Array(repeating: .zero, count: width * height)
    depth = Array(repeating: .infinity, count: width * height)
  }

  /// Paints the shape of a sphere moving from `start` to `end`, its radius changing on the way.
  mutating func paintCapsule(
    from start: Vector2, to end: Vector2, radii: (Float, Float), depth distance: Float, color: Color,
    side: Vector2 = .zero, opacity: Float = 1, isSolid: Bool = false
  ) {
    let reach = max(radii.0, radii.1) + 1
    guard let (columns, rows) = area(pointwiseMin(start, end) - reach, pointwiseMax(start, end) + reach)
    else { return }
    let axis = end - start
    let scale = 1 / max(axis.dot(axis), 1e-4)
    let (growth, width) = (radii.1 - radii.0, width)
    let limit = distance - 0.3
    pixels.withUnsafeMutableBufferPointer { pixels in
      depth.withUnsafeMutableBufferPointer { depth in
        for row in rows {
          let y = Float(row) + 0.5 - start.y
          for column in columns {
            let x = Float(column) + 0.5 - start.x
            let share = min(max((x * axis.x + y * axis.y) * scale, 0), 1)
            let (dx, dy) = (x - share * axis.x, y - share * axis.y)
            let radius = radii.0 + growth * share
            let cover = min(1, radius + 0.5 - (dx * dx + dy * dy).squareRoot())
            let place = row * width + column
            guard cover > 0, depth[place] >= limit else { continue }
            let light = 1 + (dx * side.x + dy * side.y) / max(radius, 0.5)
            pixels[place] += (color * light - pixels[place]) * (cover * opacity)
            if isSolid, cover > 0.5 { depth[place] = distance }
          }
        }
      }
    }
  }

  /// Paints a convex polygon, its colour changing from the top of the picture to the bottom.
  ///
  /// - Parameter corners: in order, in either direction.
  mutating func paintPolygon(
    _ corners: [Vector2], depth distance: Float, color: Color, lower: Color? = nil, opacity: Float = 1,
    isSolid: Bool = false
  ) {
    let low = corners.reduce(corners[0], pointwiseMin)
    let high = corners.reduce(corners[0], pointwiseMax)
    guard let (columns, rows) = area(low - 1, high + 1) else { return }
    let edges = PolygonEdges(corners)
    let slope = ((lower ?? color) - color) / max(high.y - low.y, 1)
    let (limit, width) = (distance - 0.3, width)
    pixels.withUnsafeMutableBufferPointer { pixels in
      depth.withUnsafeMutableBufferPointer { depth in
        for row in rows {
          let y = Float(row) + 0.5
          let paint = color + slope * max(y - low.y, 0)
          for column in columns {
            // Slightly more than the edge, so that neighbours leave no seam.
            let cover = min(1, edges.distance(Float(column) + 0.5, y) + 0.7)
            let place = row * width + column
            guard cover > 0, depth[place] >= limit else { continue }
            pixels[place] += (paint - pixels[place]) * (cover * opacity)
            if isSolid, cover > 0.5 { depth[place] = distance }
          }
        }
      }
    }
  }

  /// Paints a cloud that is densest in the middle; with `adds` it emits light instead of hiding what is behind.
  mutating func paintPuff(
    at center: Vector2, radii: Vector2, depth distance: Float, color: Color, opacity: Float = 1,
    adds: Bool = false
  ) {
    guard let (columns, rows) = area(center - radii, center + radii) else { return }
    let limit = distance - 0.5
    let width = width
    pixels.withUnsafeMutableBufferPointer { pixels in
      depth.withUnsafeBufferPointer { depth in
        for row in rows {
          let y = (Float(row) + 0.5 - center.y) / radii.y
          for column in columns {
            let x = (Float(column) + 0.5 - center.x) / radii.x
            let left = 1 - x * x - y * y
            let place = row * width + column
            guard left > 0, depth[place] >= limit else { continue }
            let weight = left * left * opacity
            if adds {
              pixels[place] += color * weight
            } else {
              pixels[place] += (color - pixels[place]) * weight
            }
          }
        }
      }
    }
  }

  /// Adds light to an area, which shows in the area's own colour.
  mutating func illuminate(at center: Vector2, radii: Vector2, light: Color) {
    guard let (columns, rows) = area(center - radii, center + radii) else { return }
    let width = width
    pixels.withUnsafeMutableBufferPointer { pixels in
      for row in rows {
        let y = (Float(row) + 0.5 - center.y) / radii.y
        for column in columns {
          let x = (Float(column) + 0.5 - center.x) / radii.x
          let left = max(0, 1 - x * x - y * y)
          let place = row * width + column
          pixels[place] += (pixels[place] + 0.03) * light * (left * left)
        }
      }
    }
  }

  /// The pixels between two corners, or nil if none is in the picture.
  private func area(_ low: Vector2, _ high: Vector2) -> (ClosedRange<Int>, ClosedRange<Int>)? {
    guard high.x >= 0, high.y >= 0, low.x < Float(width), low.y < Float(height) else { return nil }
    return (
      Int(max(low.x, 0))...Int(min(high.x, Float(width - 1))),
      Int(max(low.y, 0))...Int(min(high.y, Float(height - 1)))
    )
  }
}

/// The edges of a convex polygon as lines with a normal to the inside.
struct PolygonEdges {
  /// Normal and offset: the distance of p from the edge is x p.x + y p.y + z.
  private var lines: [Vector3] = []

  init(_ corners: [Vector2]) {
    var area: Float = 0
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count]
      area += corner.x * next.y - next.x * corner.y
    }
    let turn: Float = area >= 0 ? 1 : -1
    for (index, corner) in corners.enumerated() {
      let edge = corners[(index + 1) % corners.count] - corner
      guard edge.length > 1e-3 else { continue }
      let normal = Vector2(-edge.y, edge.x).normalized * turn
      lines.append(Vector3(normal.x, normal.y, -normal.dot(corner)))
    }
  }

  /// How far inside a place is; negative outside.
  func distance(_ x: Float, _ y: Float) -> Float {
    var least = Float.infinity
    for line in lines { least = min(least, line.x * x + line.y * y + line.z) }
    return lines.isEmpty ? -1 : least
  }
}
