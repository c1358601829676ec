import Foundation
import VigilCore

/// A tree that sways.
struct Tree: Actor {
  private let place: Vector2
  private let trunkHeight: Float
  /// Offsets from the middle of the crown, radii, tones.
  private let leaves: [(offset: Vector3, radius: Float, tone: Float)]
  private let color: Color

  init(at place: Vector2, _ random: inout SplitMix64) {
    self.place = place
    trunkHeight = random.uniform(2.4...3.2)
    let size = random.uniform(1.3...1.9)
    let hues: [UInt32] = [0x3F5A2A, 0x4A6330, 0x56682E, 0x35512F]
    color = Color(hex: random.pick(hues))
    leaves = (0..<70).map { _ in
      let angle = random.uniform(0...(2 * .pi))
      let (out, up) = (random.uniform(0.1...1).squareRoot(), random.uniform(-0.8...1))
      let offset = Vector3(cos(angle) * out, sin(angle) * out * 0.8, up * (1.15 - 0.5 * out)) * size
      return (offset, random.uniform(0.28...0.5) * size * 0.6, random.uniform(0.72...1.12))
    }.sorted { $0.offset.y > $1.offset.y }
  }

  func appearance(at time: Float) -> Appearance? {
    let top = trunkHeight + 1.1
    var shapes: [Shape] = [
      .limb(from: place.at(0), to: place.at(top), radii: (0.16, 0.09), color: Color(0.25, 0.20, 0.15, 0))
    ]
    for (index, leaf) in leaves.enumerated() {
      let sway = Vector3(
        sin(time * 1.3 + Float(index % 7) * 0.5 + place.x), 0, 0.4 * sin(time * 1.9 + Float(index % 5)))
      let middle = place.at(top + 0.3) + leaf.offset + sway * (0.035 * (1 + leaf.offset.z))
      let light = leaf.tone * (0.72 + 0.25 * leaf.offset.z)
      shapes.append(
        .limb(
          from: middle, to: middle + Vector3(0.12, 0, 0.04), radii: (leaf.radius, leaf.radius * 0.9),
          color: color * light))
    }
    return Appearance(place: place.at(0), shapes: shapes)
  }
}
