/// Shadows on the ground; where two overlap, it is no darker than one.
struct ShadowMask {
  private let width: Int
  private let height: Int
  /// [height, width], 0 ... 1.
  private var cover: [Float]
  /// The rows that any shadow touches.
  private var rows: ClosedRange<Int>?

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    cover = Array(repeating: 0, count: width * height)
  }

  mutating func add(_ appearance: Appearance, camera: Camera, lighting: Lighting) {
    // Contact shadow: an object touching the ground hides the sky from it, whatever the light.
    if lighting.sun.x == 0 { addContact(appearance, camera: camera) }
    for shape in appearance.shapes {
      switch shape {
      case .limb(let from, let to, let radii, _):
        guard let start = lighting.shadow(of: from).flatMap(camera.project),
          let end = lighting.shadow(of: to).flatMap(camera.project)
        else { continue }
        addCapsule(
          start.pixel, end.pixel, radii.0 * camera.focalLength / start.depth,
          radii.1 * camera.focalLength / end.depth)
      case .face(let corners, _, _):
        let pixels = corners.compactMap { lighting.shadow(of: $0).flatMap(camera.project)?.pixel }
        if pixels.count == corners.count { addPolygon(pixels) }
      case .lamp, .puff, .groundLight: break
      }
    }
  }

  private mutating func addContact(_ appearance: Appearance, camera: Camera) {
    var low = Vector3(repeating: .infinity)
    var high = Vector3(repeating: -.infinity)
    for shape in appearance.shapes {
      let points: [Vector3] =
        switch shape {
        case .limb(let from, let to, _, _): [from, to]
        case .face(let corners, _, _): corners
        case .lamp, .puff, .groundLight: []
        }
      for point in points where point.z < 0.6 {
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
      }
    }
    guard low.x <= high.x, let middle = camera.project(Vector3((low.x + high.x) / 2, (low.y + high.y) / 2, 0))
    else {
      return
    }
    let scale = camera.focalLength / middle.depth
    let half = Vector2(high.x - low.x, 0) * 0.5 * scale
    addCapsule(
      middle.pixel - half * 0.8, middle.pixel + half * 0.8, 0.22 * scale, 0.22 * scale, softness: 0.25 * scale
    )
  }

  private mutating func addCapsule(
    _ start: Vector2, _ end: Vector2, _ one: Float, _ other: Float, softness: Float = 1
  ) {
    let reach = max(one, other) + softness
    let axis = end - start
    let scale = 1 / max(axis.dot(axis), 1e-4)
    // The ground is seen at an angle: circles on it are flat in the picture.
    update(pointwiseMin(start, end) - reach, pointwiseMax(start, end) + reach) { x, y in
      let share = min(max(((x - start.x) * axis.x + (y - start.y) * axis.y) * scale, 0), 1)
      let (dx, dy) = (x - start.x - share * axis.x, (y - start.y - share * axis.y) * 1.8)
      return (one + (other - one) * share - (dx * dx + dy * dy).squareRoot()) / softness + 0.5
    }
  }

  private mutating func addPolygon(_ corners: [Vector2]) {
    let edges = PolygonEdges(corners)
    update(corners.reduce(corners[0], pointwiseMin) - 1, corners.reduce(corners[0], pointwiseMax) + 1) {
      x, y in
      edges.distance(x, y) + 0.5
    }
  }

  private mutating func update(_ low: Vector2, _ high: Vector2, _ value: (Float, Float) -> Float) {
    guard high.x >= 0, high.y >= 0, low.x < Float(width), low.y < Float(height) else { return }
    let columns = Int(max(low.x, 0))...Int(min(high.x, Float(width - 1)))
    let touched = Int(max(low.y, 0))...Int(min(high.y, Float(height - 1)))
    rows =
      rows.map { min($0.lowerBound, touched.lowerBound)...max($0.upperBound, touched.upperBound) } ?? touched
    let width = width
    cover.withUnsafeMutableBufferPointer { cover in
      for row in touched {
        for column in columns {
          let dark = min(1, value(Float(column) + 0.5, Float(row) + 0.5))
          if dark > cover[row * width + column] { cover[row * width + column] = dark }
        }
      }
    }
  }

  /// Darkens the ground.
  func darken(_ canvas: inout Canvas, ground: [Float], strength: Float) {
    guard let rows else { return }
    canvas.pixels.withUnsafeMutableBufferPointer { pixels in
      for place in rows.lowerBound * width..<(rows.upperBound + 1) * width where cover[place] > 0 {
        pixels[place] *= 1 - strength * cover[place] * ground[place]
      }
    }
  }

  /// Keeps only the ground that is not in shadow.
  func shade(_ ground: inout [Float]) {
    for place in ground.indices { ground[place] *= 1 - cover[place] }
  }
}
