import Foundation

/// The light of a scene.
struct Lighting: Sendable {
  /// Ambient light.
  var ambient: Color
  /// The sun or the moon; black under clouds.
  var sun: Color
  /// The direction towards it.
  var sunDirection: Vector3
  /// Street lamps that are on.
  var lamps: [Vector3] = []
  var lampColor = Color(1.05, 0.82, 0.55, 0)
  /// The haze colour of distant objects.
  var haze: Color
  /// The fraction of light lost to a metre of air.
  var hazeDensity: Float
  var sky: (top: Color, horizon: Color)
  /// How dark shadows of people and vehicles are: 0 ... 1.
  var shadowStrength: Float

  init(_ light: Daylight, _ weather: Weather, seed: Int) {
    let turn = (PlaceNoise.value(seed, 1) - 0.5) * 2.4
    let height = 0.75 + 0.5 * PlaceNoise.value(seed, 2)
    // From behind the camera, so that what it sees is lit.
    sunDirection = Vector3(sin(turn) * 1.1, -0.25 - 0.5 * cos(turn), height).normalized
    let isClear = weather == .clear
    switch light {
    case .day:
      ambient = isClear ? Color(0.50, 0.55, 0.64, 0) : Color(0.80, 0.83, 0.88, 0)
      sun = isClear ? Color(0.80, 0.72, 0.58, 0) : .zero
      haze = isClear ? Color(0.72, 0.78, 0.86, 0) : Color(0.74, 0.76, 0.79, 0)
      sky =
        isClear
        ? (Color(0.42, 0.60, 0.86, 0), Color(0.80, 0.86, 0.92, 0))
        : (Color(0.70, 0.72, 0.76, 0), Color(0.80, 0.82, 0.85, 0))
      shadowStrength = isClear ? 0.48 : 0.28
    case .night:
      ambient = Color(0.085, 0.095, 0.135, 0)
      sun = .zero
      haze = Color(0.10, 0.10, 0.13, 0)
      sky = (Color(0.015, 0.02, 0.045, 0), Color(0.09, 0.08, 0.10, 0))
      shadowStrength = 0.5
    }
    hazeDensity =
      switch weather {
      case .clear: 0.0015
      case .rain: 0.008
      case .snow: 0.014
      case .fog: 0.045
      }
  }

  /// The light on a surface.
  ///
  /// - Parameters:
  ///   - normal: The direction the surface faces; nil for round objects.
  ///   - shadow: The fraction of the sun that something else blocks.
  func irradiance(at place: Vector3, normal: Vector3? = nil, shadow: Float = 0) -> Color {
    var light = ambient
    let sky: Float = normal.map { 0.8 + 0.2 * $0.z } ?? 0.95
    light *= sky
    light += sun * ((normal.map { max(0, $0.dot(sunDirection)) } ?? 0.6) * (1 - shadow))
    for lamp in lamps {
      let way = lamp - place
      let square = way.dot(way)
      let facing = normal.map { max(0, $0.dot(way) / square.squareRoot()) } ?? 0.7
      light += lampColor * (38 / (square + 12) * facing)
    }
    return light
  }

  /// A colour seen through `distance` metres of air.
  func hazed(_ color: Color, distance: Float) -> Color {
    haze + (color - haze) * exp(-hazeDensity * distance)
  }

  /// Where the shadow of a point falls on the ground; nil if the light is too diffuse for one.
  func shadow(of place: Vector3) -> Vector3? {
    if sun.x > 0 {
      let way = place - sunDirection * (place.z / sunDirection.z)
      return Vector3(way.x, way.y, 0)
    }
    guard let lamp = nearestLamp(to: place), lamp.z > place.z + 0.5 else { return nil }
    let way = place - lamp
    let end = lamp + way * (lamp.z / (lamp.z - place.z))
    // A low lamp far away casts shadows that are too long and faint to see.
    guard (end - place).length < 5 else { return nil }
    return Vector3(end.x, end.y, 0)
  }

  /// How much brighter a round part is towards the light.
  var contrast: Float { sun.x > 0 ? 0.36 : lamps.isEmpty ? 0.16 : 0.28 }

  /// The direction of the strongest light.
  func direction(at place: Vector3) -> Vector3 {
    if sun.x > 0 { return sunDirection }
    return nearestLamp(to: place).map { ($0 - place).normalized } ?? Vector3(0, 0, 1)
  }

  private func nearestLamp(to place: Vector3) -> Vector3? {
    lamps.min { ($0 - place).dot($0 - place) < ($1 - place).dot($1 - place) }
  }
}
