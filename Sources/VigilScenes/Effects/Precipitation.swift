import Foundation

/// Rain and snow in front of the camera.
struct Precipitation: Sendable {
  var weather: Weather
  var isNight: Bool

  /// Paints the precipitation at a moment; `frame` makes rain differ from picture to picture.
  func paint(on canvas: inout Canvas, frame: Int, time: Float) {
    switch weather {
    case .rain: paintRain(on: &canvas, frame: frame)
    case .snow: paintSnow(on: &canvas, time: time)
    case .clear, .fog: break
    }
  }

  private func paintRain(on canvas: inout Canvas, frame: Int) {
    let size = Vector2(Float(canvas.width), Float(canvas.height))
    let color = Color(grey: isNight ? 0.38 : 0.84)
    for drop in 0..<(canvas.width * canvas.height / 900) {
      let near = PlaceNoise.value(drop, frame, 3)
      let start = Vector2(PlaceNoise.value(drop, frame, 1), PlaceNoise.value(drop, frame, 2)) * size
      let fall = Vector2(0.012, 0.055) * size.y * (0.5 + near)
      canvas.paintCapsule(
        from: start, to: start + fall, radii: (0.1 + 0.4 * near, 0.1 + 0.4 * near), depth: 0, color: color,
        opacity: 0.10 + 0.16 * near)
    }
  }

  private func paintSnow(on canvas: inout Canvas, time: Float) {
    let size = Vector2(Float(canvas.width), Float(canvas.height))
    let color = Color(grey: isNight ? 0.55 : 0.97)
    for flake in 0..<(canvas.width * canvas.height / 420) {
      let near = PlaceNoise.value(flake, 4)
      let speed = 0.16 + 0.5 * near * near
      let wind = 0.05 * sin(time * 0.7 + Float(flake % 13)) - 0.06 * near
      let place = Vector2(
        fraction(PlaceNoise.value(flake, 5) + wind * time * 0.3 + 0.01 * sin(time * 3 + Float(flake))),
        fraction(PlaceNoise.value(flake, 6) + speed * time))
      let radius = (0.25 + 1.3 * near * near * near) * size.y / 360
      canvas.paintCapsule(
        from: place * size, to: place * size + Vector2(0, radius), radii: (radius, radius), depth: 0,
        color: color,
        opacity: 0.45 + 0.35 * near)
    }
  }
}
