import Foundation
public import VigilCore

/// A rendered scene: any frame of it, in any order.
public struct Scene: Sendable {
  /// What it was made of.
  public let description: SceneDescription
  /// How many frames it has.
  public let frameCount: Int
  /// The first and the last abnormal frame; nil in a normal scene.
  public let anomaly: ClosedRange<Int>?

  private let plate: Plate
  private let camera: Camera
  private let lighting: Lighting
  private let sensor: Sensor
  private let precipitation: Precipitation
  private let clock: ClockStamp
  private let actors: [any Actor]
  private let blast: Blast?

  /// Decides what happens and paints what stands still.
  ///
  /// - Precondition: the description has no complaints.
  public init(_ description: SceneDescription) {
    precondition(description.complaints.isEmpty, "\(description.complaints)")
    self.description = description
    let (width, height) = (description.width, description.height)
    var random = SplitMix64(seed: description.seed)
    let chance = Int(truncatingIfNeeded: random.next() >> 16)
    let places: [Place] = description.anomaly == .collision ? [.street, .street, .carPark] : Place.allCases
    let place = description.place ?? random.pick(places)
    var lighting = Lighting(description.light, description.weather, seed: chance)
    let world = World(place, weather: description.weather, random: &random)
    let camera = Scene.camera(place, width: width, height: height, &random)
    let script = Script(description, world: world, camera: camera, random: random)
    if description.light == .night { lighting.lamps = script.world.lamps }

    var plate = Plate(script.world, camera: camera, lighting: lighting, width: width, height: height)
    plate.furnish(script.world.furniture, camera: camera, lighting: lighting)
    self.plate = plate
    self.camera = camera
    self.lighting = lighting
    sensor = Sensor(
      width: width, height: height, light: description.light, noise: Float(description.noise), seed: chance)
    precipitation = Precipitation(weather: description.weather, isNight: description.light == .night)
    clock = ClockStamp(seed: chance, light: description.light)
    var actors: [any Actor] = script.people
    actors += script.vehicles as [any Actor]
    actors += script.others
    actors += script.world.trees as [any Actor]
    self.actors = actors
    blast = script.blast
    frameCount = max(1, Int((description.duration * description.frameRate).rounded()))
    let (rate, last) = (Float(description.frameRate), frameCount - 1)
    anomaly = script.interval.map { interval in
      let first = min(Int((interval.lowerBound * rate).rounded(.up)), last)
      return first...max(first, min(Int((interval.upperBound * rate).rounded(.down)), last))
    }
  }

  /// Renders a frame.
  ///
  /// - Precondition: `index` lies between 0 and before `frameCount`.
  public func frame(_ index: Int) -> Frame {
    precondition((0..<frameCount).contains(index), "a scene of \(frameCount) frames has no frame \(index)")
    let time = Double(index) / description.frameRate
    let moment = Float(time)
    var painter = Painter(canvas: plate.canvas, camera: camera, lighting: lighting)
    painter.paint(actors.compactMap { $0.appearance(at: moment) }, ground: plate.ground)
    precipitation.paint(on: &painter.canvas, frame: index, time: moment)
    clock.paint(on: &painter.canvas, time: time)
    // Clouds pass before the sun.
    let cloud = lighting.sun.x > 0 ? 1 + 0.03 * sin(moment * 0.21) + 0.015 * sin(moment * 0.57) : 1
    return sensor.frame(
      painter.canvas, index: index, time: time, exposure: cloud * (blast?.exposure(at: moment) ?? 1))
  }

  private static func camera(
    _ place: Place, width: Int, height: Int, _ random: inout SplitMix64
  ) -> Camera {
    let x = random.uniform(-5...5)
    let turn = random.uniform(-4.5...4.5)
    let (position, target): (Vector3, Vector3) =
      switch place {
      case .street: (Vector3(x, random.uniform(-5 ... -3.5), random.uniform(5...7)), Vector3(x + turn, 11.5, 0.6))
      case .square: (Vector3(x, random.uniform(-5 ... -3), random.uniform(6...8)), Vector3(x + turn, 12, 0.4))
      case .carPark: (Vector3(x, random.uniform(-5.5 ... -4), random.uniform(6.2...8)), Vector3(x + turn, 12.5, 0.4))
      }
    // Wide pictures see more to the sides, not closer.
    let size = min(Float(width), Float(height) * 1.45)
    return Camera(
      at: position, lookingAt: target, focalLength: size * random.uniform(0.84...1.02), width: width, height: height)
  }
}

extension Plate {
  /// Paints what stands around, with its shadows, for good.
  fileprivate mutating func furnish(_ furniture: [Appearance], camera: Camera, lighting: Lighting) {
    var shadows = ShadowMask(width: canvas.width, height: canvas.height)
    for piece in furniture { shadows.add(piece, camera: camera, lighting: lighting) }
    shadows.darken(&canvas, ground: ground, strength: lighting.shadowStrength)
    // Two shadows of the same sun are no darker than one.
    if lighting.sun.x > 0 { shadows.shade(&ground) }
    var painter = Painter(canvas: canvas, camera: camera, lighting: lighting)
    for piece in furniture.sorted(by: { camera.depth(of: $0.place) > camera.depth(of: $1.place) }) {
      painter.paint(piece, isSolid: true)
    }
    canvas = painter.canvas
  }
}
