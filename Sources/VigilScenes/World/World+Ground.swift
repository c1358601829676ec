import Foundation

extension World {
  /// The colour of the ground under white light.
  func groundColor(_ place: Vector2) -> Color {
    var color =
      switch self.place {
      case .street: streetColor(place)
      case .square: squareColor(place)
      case .carPark: carParkColor(place)
      }
    switch weather {
    case .rain:
      let puddle = smoothStep(0.60, 0.72, PlaceNoise.smooth(place * 0.35, 91))
      color *= 0.68
      color += (Color(0.34, 0.36, 0.40, 0) - color) * (0.55 * puddle)
    case .snow:
      let trodden = isRoad(place) ? 0.55 + 0.4 * wheelTracks(place) : 0.25
      let cover = smoothStep(trodden - 0.35, trodden + 0.2, PlaceNoise.smooth(place * 0.9, 92) + 0.25)
      color += (Color(0.86, 0.88, 0.92, 0) - color) * (0.85 * cover)
    case .clear, .fog: break
    }
    return color
  }

  /// Whether vehicles drive here.
  func isRoad(_ place: Vector2) -> Bool {
    switch self.place {
    case .street: place.y > 8.8 && place.y < 16.9
    case .square: false
    case .carPark: place.y > 8.8 && place.y < 16.2
    }
  }

  private func streetColor(_ place: Vector2) -> Color {
    let (x, y) = (place.x, place.y)
    if isRoad(place) {
      if abs(y - 12.85) < 0.07, fraction(x / 5) < 0.5 { return paint(place) }
      if abs(y - 9.15) < 0.06 || abs(y - 16.55) < 0.06 { return paint(place) * 0.9 }
      // A crossing at one side.
      if abs(x - 12) < 1.8, fraction(y / 1.0) < 0.5 { return paint(place) }
      return asphalt(place)
    }
    if (y > 8.55 && y <= 8.8) || (y >= 16.9 && y < 17.15) { return Color(grey: 0.60) * grain(place, 0.1) }
    if y < 1.2 { return grass(place) }
    return slabs(place, size: Vector2(0.9, 0.6), color: Color(0.56, 0.545, 0.52, 0))
  }

  private func squareColor(_ place: Vector2) -> Color {
    if place.y < 1 || place.y > 25.6 {
      return slabs(place, size: Vector2(0.9, 0.9), color: Color(grey: 0.48))
    }
    let band = fraction(place.x / 6) < 0.1 || fraction(place.y / 6) < 0.1
    return slabs(
      place, size: Vector2(0.6, 0.6),
      color: band ? Color(0.42, 0.37, 0.34, 0) : Color(0.60, 0.57, 0.52, 0))
  }

  private func carParkColor(_ place: Vector2) -> Color {
    let (x, y) = (place.x, place.y)
    if y < 2.6 { return grass(place) }
    if y < 7.5 { return slabs(place, size: Vector2(0.8, 0.5), color: Color(0.56, 0.545, 0.52, 0)) }
    if y < 8.5 { return Color(0.30, 0.24, 0.17, 0) * grain(place, 0.3) }
    if y > 23.6 { return slabs(place, size: Vector2(0.8, 0.8), color: Color(grey: 0.5)) }
    if y > 17.1, y < 22.4, abs(fraction((x + 24.7) / 2.6) - 0.5) > 0.475 { return paint(place) * 0.95 }
    if abs(y - 12.4) < 0.06, fraction(x / 3) < 0.45 { return paint(place) * 0.85 }
    return asphalt(place) * 1.1
  }

  private func asphalt(_ place: Vector2) -> Color {
    let patches = 0.92 + 0.16 * PlaceNoise.smooth(place * 0.45, 3)
    let worn = 1 + 0.08 * wheelTracks(place)
    let patch: Float =
      PlaceNoise.value(Int((place.x / 7).rounded(.down)), Int((place.y / 3).rounded(.down)), 5) > 0.9
      ? 0.85 : 1
    return Color(0.305, 0.31, 0.325, 0) * (patches * worn * patch * grain(place, 0.16))
  }

  /// 1 where wheels usually roll, 0 elsewhere.
  private func wheelTracks(_ place: Vector2) -> Float {
    lanes.reduce(0) { most, lane in
      let offset = abs(abs(place.y - lane.start.y) - 0.8)
      return max(most, 1 - smoothStep(0.1, 0.45, offset))
    }
  }

  private func paint(_ place: Vector2) -> Color {
    Color(0.80, 0.80, 0.77, 0) * (0.75 + 0.25 * PlaceNoise.smooth(place * 3, 8))
  }

  private func grass(_ place: Vector2) -> Color {
    let tone =
      0.75 + 0.35 * PlaceNoise.smooth(place * 0.8, 11) + 0.3 * (PlaceNoise.smooth(place * 9, 12) - 0.5)
    return Color(0.27, 0.37, 0.16, 0) * tone
  }

  private func slabs(_ place: Vector2, size: Vector2, color: Color) -> Color {
    let cell = place / size
    let row = cell.y.rounded(.down)
    // Every other row is offset by half a slab.
    let x = cell.x + (Int(row) % 2 == 0 ? 0 : 0.5)
    let edge = min(fraction(x), fraction(cell.y)) < 0.05 ? Float(0.78) : 1
    let tone = 0.92 + 0.14 * PlaceNoise.value(Int(x.rounded(.down)), Int(row), 21)
    let dirt = 0.88 + 0.18 * PlaceNoise.smooth(place * 0.5, 22)
    return color * (edge * tone * dirt * grain(place, 0.08))
  }

  private func grain(_ place: Vector2, _ strength: Float) -> Float {
    1 + strength * (PlaceNoise.smooth(place * 14, 31) - 0.5)
  }
}

/// The fractional part of a number, never negative.
func fraction(_ value: Float) -> Float { value - value.rounded(.down) }
