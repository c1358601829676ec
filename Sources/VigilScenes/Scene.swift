import Foundation
public import VigilCore

/// A rendered scene: any frame of it, in any order.
public struct Scene: Sendable {
  /// The description it was made from.
  public let description: SceneDescription
  /// The number of frames.
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

  /// Stages the scene and paints the static picture.
  ///
  /// - Precondition: the description has no complaints.
  public init(_ description: SceneDescription) {
    self.description = description
    let staging = Staging(description)
    let (width, height) = (description.width, description.height)
    (frameCount, anomaly) = (staging.facts.frameCount, staging.facts.anomaly)
    (camera, lighting) = (staging.camera, staging.lighting)
    let script = staging.script

    var plate = Plate(script.world, camera: camera, lighting: lighting, width: width, height: height)
    plate.furnish(script.world.furniture, camera: camera, lighting: lighting)
    self.plate = plate
    sensor = Sensor(
      width: width, height: height, light: description.light, noise: Float(description.noise),
      seed: staging.chance)
    precipitation = Precipitation(weather: description.weather, isNight: description.light == .night)
    clock = ClockStamp(seed: staging.chance, light: description.light)
    var actors: [any Actor] = script.people
    actors += script.vehicles as [any Actor]
    actors += script.others
    actors += script.world.trees as [any Actor]
    self.actors = actors
    blast = script.blast
  }

  /// Renders a frame.
  ///
  /// - Precondition: `index` is in 0..<`frameCount`.
  public func frame(_ index: Int) -> Frame {
    precondition((0..<frameCount).contains(index), "a scene of \(frameCount) frames has no frame \(index)")
    let time = Double(index) / description.frameRate
    let moment = Float(time)
    var painter = Painter(canvas: plate.canvas, camera: camera, lighting: lighting)
    painter.paint(actors.compactMap { $0.appearance(at: moment) }, ground: plate.ground)
    precipitation.paint(on: &painter.canvas, frame: index, time: moment)
    clock.paint(on: &painter.canvas, time: time)
    // Clouds pass in front of the sun.
    let cloud = lighting.sun.x > 0 ? 1 + 0.03 * sin(moment * 0.21) + 0.015 * sin(moment * 0.57) : 1
    return sensor.frame(
      painter.canvas, index: index, time: time, exposure: cloud * (blast?.exposure(at: moment) ?? 1))
  }
}

extension Plate {
  /// Paints static objects, with their shadows, permanently.
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
