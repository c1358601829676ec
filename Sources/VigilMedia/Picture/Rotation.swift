/// Rotates packed RGB pictures upright.
enum Rotation {
  /// Rotates a picture of `width` x `height` clockwise by 0, 90, 180 or 270 degrees.
  static func turned(_ pixels: [UInt8], width: Int, height: Int, degrees: Int) -> [UInt8] {
    // The position of the source pixel that becomes the first one, and the strides to its right and lower neighbours.
    let (first, right, down): (Int, Int, Int)
    let (newWidth, newHeight): (Int, Int)
    switch degrees {
    case 90:
      (first, right, down) = ((height - 1) * width, -width, 1)
      (newWidth, newHeight) = (height, width)
    case 180:
      (first, right, down) = (height * width - 1, -1, -width)
      (newWidth, newHeight) = (width, height)
    case 270:
      (first, right, down) = (width - 1, width, -1)
      (newWidth, newHeight) = (height, width)
    default:
      return pixels
    }
    return [UInt8](unsafeUninitializedCapacity: pixels.count) { turned, count in
      pixels.withUnsafeBufferPointer { pixels in
        var target = 0
        for row in 0..<newHeight {
          var source = (first + row * down) * 3
          for _ in 0..<newWidth {
            turned[target] = pixels[source]
            turned[target + 1] = pixels[source + 1]
            turned[target + 2] = pixels[source + 2]
            target += 3
            source += right * 3
          }
        }
      }
      count = pixels.count
    }
  }
}
