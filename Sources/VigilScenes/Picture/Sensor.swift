import VigilCore

/// A cheap camera's sensor: vignetting, noise that grows in the dark, eight bits.
struct Sensor: Sendable {
  /// 65,536 deviations, mostly the same for all channels.
  private let grain: [Color]
  /// [height, width], 1 in the middle.
  private let vignette: [Float]
  /// The noise of a dark and of a white pixel.
  private let strength: (dark: Float, bright: Float)
  private let seed: Int

  init(width: Int, height: Int, light: Daylight, noise: Float, seed: Int) {
    var random = SplitMix64(seed: UInt64(truncatingIfNeeded: seed) ^ 0x5EED)
    grain = (0..<65_536).map { _ in
      let common = random.bell()
      return Color(
        common + 0.45 * random.bell(), common + 0.35 * random.bell(), common + 0.5 * random.bell(), 0) * 0.55
    }
    let middle = Vector2(Float(width), Float(height)) * 0.5
    vignette = (0..<width * height).map { place in
      let offset = (Vector2(Float(place % width), Float(place / width)) - middle) / middle
      return 1 - 0.11 * offset.dot(offset)
    }
    // A camera at night amplifies what little light there is, and its noise with it.
    strength = light == .day ? (0.012 * noise, 0.016 * noise) : (0.042 * noise, 0.030 * noise)
    self.seed = seed
  }

  /// The frame of some light.
  func frame(_ canvas: Canvas, index: Int, time: Double, exposure: Float) -> Frame {
    let (width, height) = (canvas.width, canvas.height)
    let (white, half) = (Color(repeating: 1), Color(repeating: 0.5))
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { bytes, initialized in
      canvas.pixels.withUnsafeBufferPointer { light in
        grain.withUnsafeBufferPointer { grain in
          vignette.withUnsafeBufferPointer { vignette in
            for row in 0..<height {
              // Each row of each frame starts at another position in the table.
              let start = Int(PlaceNoise.value(row, index, seed) * 65_535)
              for column in 0..<width {
                let place = row * width + column
                var value = light[place] * (vignette[place] * exposure)
                let bright = min(1, value.y)
                let deviation = strength.dark + (strength.bright - strength.dark) * bright
                value += grain[(start &+ column) & 65_535] * deviation
                value = pointwiseMin(pointwiseMax(value, .zero), white) * 255 + half
                bytes[place * 3] = UInt8(value.x)
                bytes[place * 3 + 1] = UInt8(value.y)
                bytes[place * 3 + 2] = UInt8(value.z)
              }
            }
          }
        }
      }
      initialized = width * height * 3
    }
    return Frame(index: index, time: time, width: width, height: height, pixels: pixels)
  }
}
