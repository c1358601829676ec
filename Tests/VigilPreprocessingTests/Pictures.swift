import Foundation
import VigilCore

/// The pictures of the golden values: colour ramps plus noise, computed from a name.
enum Pictures {
  static func frame(_ name: String, _ width: Int, _ height: Int, index: Int = 0, time: Double = 0) -> Frame {
    let noise = DeterministicValues.uniform(name, count: height * width * 3)
    var pixels = [UInt8](repeating: 0, count: noise.count)
    // A ramp over a single pixel stays at its start.
    let (right, bottom) = (Double(max(width - 1, 1)), Double(max(height - 1, 1)))
    let far = Double(max(width + height - 2, 1))
    var place = 0
    for y in 0..<height {
      for x in 0..<width {
        for ramp in [Double(x * 255) / right, Double(y * 255) / bottom, Double((x + y) * 255) / far] {
          let value = (ramp + Double(noise[place] * 40)).rounded(.toNearestOrEven)
          pixels[place] = UInt8(min(max(value, 0), 255))
          place += 1
        }
      }
    }
    return Frame(index: index, time: time, width: width, height: height, pixels: pixels)
  }
}
