import Dispatch
import Foundation
import VigilCore
import VigilPreprocessing

/// Cuts snippets out of an archive: pixels to inputs of the network.
struct SnippetRenderer {
  let archive: FrameArchive
  private let shape: [Int]
  private let scale: [Float]

  init(_ archive: FrameArchive) {
    self.archive = archive
    shape = archive.preprocessing.cropShape
    scale = archive.preprocessing.scale.table
  }

  /// Snippets [views, 3, frames, height, width], rendered in parallel on all cores.
  func snippets(_ views: [SnippetView]) -> Tensor {
    let count = shape.reduce(1, *)
    let values = [Float](unsafeUninitializedCapacity: views.count * count) { buffer, initialized in
      // Views write different snippets.
      nonisolated(unsafe) let all = buffer
      DispatchQueue.concurrentPerform(iterations: views.count) { index in
        let snippet = UnsafeMutableBufferPointer(rebasing: all[index * count..<(index + 1) * count])
        snippet.initialize(repeating: 0)
        var span = snippet.mutableSpan
        render(views[index], into: &span)
      }
      initialized = views.count * count
    }
    return Tensor(shape: [views.count] + shape, values: values)
  }

  /// The position of an output pixel between two pixels of the frame, and its weight for the second.
  private struct Tap {
    var first, second: Int
    var share: Float
  }

  /// Half-pixel bilinear, clamped at the borders of the frame.
  private func taps(_ start: Double, _ extent: Double, outputs: Int, inputs: Int) -> [Tap] {
    (0..<outputs).map { output in
      let place = start + (Double(output) + 0.5) * extent / Double(outputs) - 0.5
      let clamped = min(max(place, 0), Double(inputs - 1))
      let first = Int(clamped)
      return Tap(first: first, second: min(first + 1, inputs - 1), share: Float(clamped - Double(first)))
    }
  }

  private func render(_ view: SnippetView, into output: inout MutableSpan<Float>) {
    let (outHeight, outWidth) = (shape[2], shape[3])
    let (height, width) = archive.size(view.video)
    let rows = taps(view.top, view.height, outputs: outHeight, inputs: height)
    var columns = taps(view.left, view.width, outputs: outWidth, inputs: width)
    if view.isMirrored { columns.reverse() }
    let (gain, offset) = (Float(view.gain), Float(view.offset))
    let table = scale.map { $0 * gain + offset }
    for (time, frame) in view.frames.enumerated() {
      archive.withFrame(frame, of: view.video) { pixels in
        for channel in 0..<3 {
          let plane = channel * height * width
          var place = (channel * view.frames.count + time) * outHeight * outWidth
          for row in rows {
            let (upper, lower) = (plane + row.first * width, plane + row.second * width)
            for column in columns {
              let top = Self.mixed(
                table[Int(pixels[upper + column.first])], table[Int(pixels[upper + column.second])],
                column.share)
              let bottom = Self.mixed(
                table[Int(pixels[lower + column.first])], table[Int(pixels[lower + column.second])],
                column.share)
              output[place] = Self.mixed(top, bottom, row.share)
              place += 1
            }
          }
        }
      }
    }
    if view.noise > 0 { addNoise(view, to: &output) }
  }

  private static func mixed(_ first: Float, _ second: Float, _ share: Float) -> Float {
    first + (second - first) * share
  }

  /// The same noise in all three channels, as a grey camera has it.
  private func addNoise(_ view: SnippetView, to output: inout MutableSpan<Float>) {
    let plane = shape[1] * shape[2] * shape[3]
    let deviation = Float(view.noise)
    var random = SplitMix64(seed: view.noiseSeed)
    var bits: UInt64 = 0
    for index in 0..<plane {
      // Five draws of twelve bits from each random number.
      if index % 5 == 0 { bits = random.next() }
      let value = deviation * Self.normal[Int(bits & 4095)]
      bits >>= 12
      output[index] += value
      output[plane + index] += value
      output[2 * plane + index] += value
    }
  }

  /// Approximately normally distributed numbers (Box and Muller, 1958); exact ones are not worth their time here.
  private static let normal: [Float] = {
    var random = SplitMix64(seed: 1)
    return (0..<4096).map { _ in
      Float((-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit()))
    }
  }()
}
