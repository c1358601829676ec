import CFFmpeg

/// How stored pictures become upright: mirrored or not, and then turned.
struct Orientation: Hashable {
  /// Whether left and right are swapped, before the turn.
  var isMirrored = false
  /// The clockwise turn: 0, 90, 180 or 270.
  var degrees = 0

  /// Reads the display matrix of a stream, to the nearest quarter turn; upright if there is none, or none that makes sense.
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    guard let matrix = vigil_display_matrix(stream) else { return }
    // Pixel (x, y) is shown at (a x + c y, b x + d y).
    var numbers = (0..<9).map { matrix[$0] }
    let (a, b, c, d) = (Double(numbers[0]), Double(numbers[1]), Double(numbers[3]), Double(numbers[4]))
    isMirrored = a * d - b * c < 0
    // Without the mirroring it is a turn.
    if isMirrored { (numbers[0], numbers[1]) = (-matrix[0], -matrix[1]) }
    let turn = -av_display_rotation_get(numbers)
    guard turn.isFinite else { return }
    let quarters = Int((turn / 90).rounded()) % 4
    degrees = (quarters + 4) % 4 * 90
  }

  /// Whether pictures are stored as they are shown.
  var isUpright: Bool { !isMirrored && degrees == 0 }
  /// Whether width and height are swapped.
  var isTurned: Bool { degrees == 90 || degrees == 270 }

  /// Makes a packed RGB picture of `width` x `height` upright.
  func upright(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    // The position of the source pixel that becomes the first one, and the strides to its right and lower neighbours.
    var (first, right, down): (Int, Int, Int)
    switch degrees {
    case 90: (first, right, down) = ((height - 1) * width, -width, 1)
    case 180: (first, right, down) = (height * width - 1, -1, -width)
    case 270: (first, right, down) = (width - 1, width, -1)
    default:
      guard isMirrored else { return pixels }
      (first, right, down) = (0, 1, width)
    }
    if isMirrored, width > 1 {
      first += width - 1 - 2 * (first % width)
      if isTurned { down = -down } else { right = -right }
    }
    let (newWidth, newHeight) = isTurned ? (height, width) : (width, height)
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
