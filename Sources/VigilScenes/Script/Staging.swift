import Foundation
import VigilCore

/// A scene before painting: camera, light, world and script, all from the seed.
struct Staging {
  let camera: Camera
  let lighting: Lighting
  let script: Script
  let facts: SceneFacts
  /// The generator for what affects nothing else: clouds, the clock, the sensor.
  let chance: Int

  init(_ description: SceneDescription) {
    precondition(description.complaints.isEmpty, "\(description.complaints)")
    var random = SplitMix64(seed: description.seed)
    chance = Int(truncatingIfNeeded: random.next() >> 16)
    let places: [Place] = description.anomaly == .collision ? [.street, .street, .carPark] : Place.allCases
    let chosen = random.pick(places)
    let place = description.place ?? chosen
    let world = World(place, weather: description.weather, random: &random)
    camera = Staging.camera(place, width: description.width, height: description.height, &random)
    script = Script(description, world: world, camera: camera, random: random)
    var lighting = Lighting(description.light, description.weather, seed: chance)
    if description.light == .night { lighting.lamps = script.world.lamps }
    self.lighting = lighting
    facts = SceneFacts(description, interval: script.interval)
  }

  private static func camera(
    _ place: Place, width: Int, height: Int, _ random: inout SplitMix64
  ) -> Camera {
    let x = random.uniform(-5...5)
    let turn = random.uniform(-4.5...4.5)
    let (position, target): (Vector3, Vector3) =
      switch place {
      case .street:
        (Vector3(x, random.uniform(-5 ... -3.5), random.uniform(5...7)), Vector3(x + turn, 11.5, 0.6))
      case .square: (Vector3(x, random.uniform(-5 ... -3), random.uniform(6...8)), Vector3(x + turn, 12, 0.4))
      case .carPark:
        (Vector3(x, random.uniform(-5.5 ... -4), random.uniform(6.2...8)), Vector3(x + turn, 12.5, 0.4))
      }
    // Wide pictures see more to the sides, not closer.
    let size = min(Float(width), Float(height) * 1.45)
    return Camera(
      at: position, lookingAt: target, focalLength: size * random.uniform(0.84...1.02), width: width,
      height: height)
  }
}
