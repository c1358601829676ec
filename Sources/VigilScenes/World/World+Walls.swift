import Foundation

extension World.Box {
  /// The colour of a point on the box under white light, and the light it emits.
  func color(at place: Vector3, normal: Vector3, isNight: Bool) -> (albedo: Color, glow: Color) {
    switch surface {
    case .plain(let color):
      return (color * (0.9 + 0.2 * PlaceNoise.smooth(Vector2(place.x + place.y, place.z) * 6, 41)), .zero)
    case .hedge:
      let grain = PlaceNoise.smooth(Vector2(place.x + place.y * 1.7, place.z + place.y) * 11, 42)
      return (Color(0.16, 0.25, 0.10, 0) * (0.6 + 0.9 * grain), .zero)
    case .house(let wall, _, let seed):
      if abs(normal.z) > 0.5 { return (Color(grey: 0.3), .zero) }
      let along = abs(normal.y) > 0.5 ? place.x - low.x : place.y - low.y
      return facade(wall, along: along, height: place.z, seed: seed, isNight: isNight)
    }
  }

  private func facade(
    _ wall: Color, along: Float, height: Float, seed: Int, isNight: Bool
  ) -> (Color, Color) {
    let floor = Int((height / 3.2).rounded(.down))
    let column = Int((along / 2.6).rounded(.down))
    let (u, v) = (fraction(along / 2.6), fraction(height / 3.2))
    let stain = 0.86 + 0.2 * PlaceNoise.smooth(Vector2(along * 0.6, height * 0.25), seed % 997)
    let chance = PlaceNoise.value(column, floor, seed)
    if floor == 0, seed % 3 != 0 {
      // A shop: large panes over a low wall, a sign above.
      if v > 0.82 {
        let hues: [UInt32] = [0x8A2F2F, 0x2F4F7A, 0x3B6B46, 0x6B5A3B, 0x444444]
        return (Color(hex: hues[(seed / 7 + column / 3) % hues.count]), isNight ? Color(grey: 0.04) : .zero)
      }
      if v > 0.14, u > 0.05, u < 0.95 {
        let lit = isNight && PlaceNoise.value(column / 3, 7, seed) > 0.55
        return (Color(0.14, 0.16, 0.18, 0), lit ? Color(0.50, 0.44, 0.32, 0) * (0.5 + 0.5 * v) : .zero)
      }
      return (wall * 0.6 * stain, .zero)
    }
    if u > 0.26, u < 0.74, v > 0.28, v < 0.80 {
      let isFrame = u < 0.30 || u > 0.70 || v < 0.32 || v > 0.76 || abs(u - 0.5) < 0.018
      if isFrame { return (Color(grey: 0.62), .zero) }
      let lit = isNight && chance > 0.78
      let pane = Color(0.17, 0.20, 0.24, 0) * (0.8 + 0.5 * v + 0.3 * chance)
      return (pane, lit ? Color(0.62, 0.50, 0.30, 0) * (0.55 + 0.5 * chance) : .zero)
    }
    if v < 0.05, floor > 0 { return (wall * 0.82 * stain, .zero) }
    return (wall * stain, .zero)
  }
}
