import Foundation
import VigilCameraHealth
import VigilCore
import VigilMedia
import VigilScenes
import VigilTestSupport

/// Frames as a camera would give them, half a second apart.
struct Footage: Sendable {
  var name: String
  var frames: [Frame]

  static let interval = 0.5

  /// A rendered scene at two frames a second.
  init(
    scene name: String, seed: UInt64, place: Place, light: Daylight = .day, weather: Weather = .clear,
    anomaly: Anomaly? = nil, seconds: Double = 90
  ) {
    var description = SceneDescription(seed: seed)
    (description.width, description.height) = (320, 240)
    (description.frameRate, description.duration) = (2, seconds)
    (description.place, description.light, description.weather) = (place, light, weather)
    description.anomaly = anomaly
    let scene = Scene(description)
    self.name = name
    frames = (0..<scene.frameCount).map { scene.frame($0).halved() }
  }

  /// A real video, played forwards and backwards so that it goes on without a cut; every `step`th frame is taken.
  init(video path: String, step: Int, seconds: Double = 90) async throws {
    name = URL(filePath: path).deletingPathExtension().lastPathComponent
    var taken: [Frame] = []
    for try await element in try MediaSource(SharedData.url(path).path) {
      guard case .frame(var frame) = element, frame.index % step == 0 else { continue }
      while frame.width > 200 { frame = frame.halved() }
      taken.append(frame)
      if taken.count == Int(seconds / Self.interval) { break }
    }
    let there = taken
    while taken.count < Int(seconds / Self.interval), there.count > 1 {
      let round = taken.count / (there.count - 1)
      taken += round % 2 == 1 ? there.reversed().dropFirst() : there.dropFirst()
    }
    frames = Array(taken.prefix(Int(seconds / Self.interval)))
  }

  /// The footage with frames changed from a second to another.
  func changed(
    from start: Double, to end: Double = .infinity, _ change: (Frame, Double) -> Frame
  ) -> Footage {
    var changed = self
    for index in frames.indices {
      let time = Double(index) * Self.interval
      if time >= start, time < end { changed.frames[index] = change(frames[index], time) }
    }
    return changed
  }

  /// What a monitor says of it.
  func changes(_ monitor: inout ViewMonitor, from start: Double = 0) -> [ViewChange] {
    frames.enumerated().flatMap { index, frame in
      monitor.note(ViewPicture(frame), at: start + Double(index) * Self.interval)
    }
  }

  func changes() -> [ViewChange] {
    var monitor = ViewMonitor()
    return changes(&monitor)
  }
}

extension Frame {
  /// Half as wide and high: every second pixel of the mean of neighbours, which is plenty for cells.
  func halved() -> Frame {
    let source = pixels
    var small = [UInt8]()
    small.reserveCapacity(source.count / 4)
    for y in 0..<height / 2 {
      for x in 0..<width / 2 {
        for channel in 0..<3 {
          let place = 3 * (2 * y * width + 2 * x) + channel
          let sum =
            Int(source[place]) + Int(source[place + 3]) + Int(source[place + 3 * width])
            + Int(source[place + 3 * width + 3])
          small.append(UInt8(sum / 4))
        }
      }
    }
    return Frame(index: index, time: time, width: width / 2, height: height / 2, pixels: small)
  }

  /// Each value changed by its place.
  func mapping(_ change: (_ x: Int, _ y: Int, _ channel: Int, _ value: Float) -> Float) -> Frame {
    var result = self
    var pixels = self.pixels
    pixels.withUnsafeMutableBufferPointer { pixels in
      var place = 0
      for y in 0..<height {
        for x in 0..<width {
          for channel in 0..<3 {
            pixels[place] = UInt8(min(255, max(0, change(x, y, channel, Float(pixels[place])).rounded())))
            place += 1
          }
        }
      }
    }
    result.pixels = pixels
    return result
  }

  /// Brighter or darker, as exposure makes it.
  func exposed(_ gain: Float) -> Frame { mapping { _, _, _, value in value * gain } }

  /// Without colour, with a little of the tint of infrared.
  func greyed() -> Frame {
    let source = pixels
    let width = width
    return mapping { x, y, channel, _ in
      let place = 3 * (y * width + x)
      let luma =
        0.299 * Float(source[place]) + 0.587 * Float(source[place + 1]) + 0.114 * Float(source[place + 2])
      return luma + (channel == 0 ? 2 : 0)
    }
  }

  /// One colour with noise: a hand, a bag or paint over the lens.
  func covered(_ level: Float, seed: UInt64) -> Frame {
    var chance = SplitMix64(seed: seed)
    return mapping { x, y, _, _ in
      level + Float(x + y) * 0.02 + Float(chance.next() % 1000) / 250 - 2
    }
  }

  /// What a camera sees that was turned, or zoomed in: moved by a part of the picture, and enlarged. The edge repeats.
  func turned(right: Float = 0, down: Float = 0, zoom: Float = 1) -> Frame {
    let source = pixels
    let (width, height) = (width, height)
    return mapping { x, y, channel, _ in
      let fromX = (Float(x) - Float(width) / 2) / zoom + Float(width) * (0.5 + right)
      let fromY = (Float(y) - Float(height) / 2) / zoom + Float(height) * (0.5 + down)
      let column = min(width - 1, max(0, Int(fromX)))
      let row = min(height - 1, max(0, Int(fromY)))
      return Float(source[3 * (row * width + column) + channel])
    }
  }

  /// Out of focus: the mean of a square around each pixel.
  func blurred(_ radius: Int) -> Frame {
    let source = pixels
    let (width, height) = (width, height)
    return mapping { x, y, channel, _ in
      var (sum, count): (Float, Float) = (0, 0)
      for row in max(0, y - radius)...min(height - 1, y + radius) {
        for column in max(0, x - radius)...min(width - 1, x + radius) {
          sum += Float(source[3 * (row * width + column) + channel])
          count += 1
        }
      }
      return sum / count
    }
  }

  /// Noise of a sensor.
  func noisy(_ amplitude: Float, seed: UInt64) -> Frame {
    var chance = SplitMix64(seed: seed)
    return mapping { _, _, _, value in value + amplitude * (Float(chance.next() % 2001) / 1000 - 1) }
  }
}
