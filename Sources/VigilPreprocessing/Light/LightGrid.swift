public import VigilCore

/// The brightness of a frame on a small grid, each sample the mean over its part of the picture.
///
/// A sample is a ninetieth of the picture high: a person a fortieth of it high, far away, fills two. Averaging takes most of a sensor's
/// noise away.
public struct LightGrid: Hashable, Sendable {
  /// Samples in a row.
  public static let columns = 160
  /// Rows of samples.
  public static let rows = 90
  /// The steps of a sample in one grey level of 0...255.
  public static let steps: Float = 16
  /// Rows of pixels that are read for a row of samples, at most: more take time and tell little.
  static let rowsRead = 8

  /// `rows` x `columns` samples, row by row from the upper left, in sixteenths of a grey level.
  public let samples: [UInt16]

  /// Makes a grid of samples.
  ///
  /// - Precondition: there are `rows` x `columns` of them.
  public init(samples: [UInt16]) {
    precondition(samples.count == Self.rows * Self.columns, "a grid has \(Self.rows * Self.columns) samples")
    self.samples = samples
  }

  /// Reads a frame of any size: its luma where it was decoded to planes, which makes no RGB of it, else about the same of its pixels.
  public init(_ frame: Frame) {
    var samples = [UInt16](repeating: 0, count: Self.rows * Self.columns)
    var output = samples.mutableSpan
    if let picture = frame.picture, let layout = picture.planes {
      let size = (width: layout.width, height: layout.height, stride: layout.lumaStride)
      picture.withPlanes { luma, _, _ in
        Self.average(size, into: &output) { row, sums in
          let line = luma.extracting(row..<row + sums.count)
          for x in 0..<sums.count { sums[unchecked: x] &+= UInt16(line[unchecked: x]) }
        }
      }
    } else if frame.width > 0, frame.height > 0 {
      let pixels = frame.pixels.span
      let size = (width: frame.width, height: frame.height, stride: frame.width)
      Self.average(size, into: &output) { row, sums in
        let line = pixels.extracting(3 * row..<3 * (row + sums.count))
        for x in 0..<sums.count {
          let (red, green) = (UInt16(line[unchecked: 3 * x]), UInt16(line[unchecked: 3 * x + 1]))
          sums[unchecked: x] &+= (red &+ green &+ green &+ UInt16(line[unchecked: 3 * x + 2])) &>> 2
        }
      }
    }
    self.samples = samples
  }

  /// Averages the pixels of each sample.
  ///
  /// - Parameter add: adds the row of pixels that begins at a place to the sums of its columns.
  private static func average(
    _ size: (width: Int, height: Int, stride: Int), into output: inout MutableSpan<UInt16>,
    _ add: (_ place: Int, _ sums: inout MutableSpan<UInt16>) -> Void
  ) {
    let (width, height) = (size.width, size.height)
    var sums = [UInt16](repeating: 0, count: width)
    var sumSpan = sums.mutableSpan
    for row in 0..<rows {
      let (top, bottom) = (row * height / rows, max(row * height / rows + 1, (row + 1) * height / rows))
      for x in sumSpan.indices { sumSpan[unchecked: x] = 0 }
      let step = (bottom - top + rowsRead - 1) / rowsRead
      var read = 0
      for y in stride(from: top, to: bottom, by: step) {
        add(y * size.stride, &sumSpan)
        read += 1
      }
      for column in 0..<columns {
        let left = column * width / columns
        let right = max(left + 1, (column + 1) * width / columns)
        var sum: UInt32 = 0
        for x in left..<min(right, width) { sum &+= UInt32(sumSpan[unchecked: x]) }
        output[row * columns + column] = UInt16(sum * UInt32(steps) / UInt32(read * (right - left)))
      }
    }
  }
}
