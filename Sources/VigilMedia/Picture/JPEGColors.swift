import CFFmpeg

/// The RGB that libjpeg makes of a decoded picture with half of the chrominance: interpolated in both directions, in its integers.
struct JPEGColors {
  private let width, height: Int
  private let luma, blue, red: (start: UnsafePointer<UInt8>, bytesPerRow: Int)

  /// Looks at a picture of the format `yuvj420p`, which must live longer than this.
  init(_ picture: AVFrame) {
    (width, height) = (Int(picture.width), Int(picture.height))
    guard let first = picture.data.0, let second = picture.data.1, let third = picture.data.2 else {
      preconditionFailure("a decoded picture has three planes")
    }
    luma = (UnsafePointer(first), Int(picture.linesize.0))
    blue = (UnsafePointer(second), Int(picture.linesize.1))
    red = (UnsafePointer(third), Int(picture.linesize.2))
  }

  private var chromaWidth: Int { (width + 1) / 2 }
  private var chromaHeight: Int { (height + 1) / 2 }

  /// `height * width * 3` bytes.
  var rgb: [UInt8] {
    var rgb = [UInt8](repeating: 0, count: 3 * width * height)
    var (blues, reds) = ([Int](repeating: 0, count: width), [Int](repeating: 0, count: width))
    for row in 0..<height {
      interpolate(blue, row, into: &blues)
      interpolate(red, row, into: &reds)
      for column in 0..<width {
        let y = Int(luma.start[row * luma.bytesPerRow + column])
        let (cb, cr) = (blues[column] - 128, reds[column] - 128)
        let place = 3 * (row * width + column)
        // Sixteen bits behind the point, as in jdcolor.c.
        rgb[place] = Self.byte(y + (91_881 * cr + 32_768) >> 16)
        rgb[place + 1] = Self.byte(y + (-22_554 * cb - 46_802 * cr + 32_768) >> 16)
        rgb[place + 2] = Self.byte(y + (116_130 * cb + 32_768) >> 16)
      }
    }
    return rgb
  }

  /// A row of chrominance at full resolution: three parts of the nearer and one of the farther sample, in either direction
  /// (`h2v2_fancy_upsample` in jdsample.c).
  private func interpolate(
    _ plane: (start: UnsafePointer<UInt8>, bytesPerRow: Int), _ row: Int, into result: inout [Int]
  ) {
    let near = row / 2
    let far = min(max(row.isMultiple(of: 2) ? near - 1 : near + 1, 0), chromaHeight - 1)
    let (own, other) = (plane.start + near * plane.bytesPerRow, plane.start + far * plane.bytesPerRow)
    func sum(_ column: Int) -> Int {
      let column = min(max(column, 0), chromaWidth - 1)
      return 3 * Int(own[column]) + Int(other[column])
    }
    for column in 0..<width {
      let isLeft = column.isMultiple(of: 2)
      let side = sum(isLeft ? column / 2 - 1 : column / 2 + 1)
      result[column] = (3 * sum(column / 2) + side + (isLeft ? 8 : 7)) >> 4
    }
  }

  private static func byte(_ value: Int) -> UInt8 { UInt8(min(max(value, 0), 255)) }
}
