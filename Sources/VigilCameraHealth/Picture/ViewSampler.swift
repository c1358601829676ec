/// Means over the cells of a frame, of some of its rows: at most about 360, which is far more than there are cells.
struct ViewSampler {
  private let width: Int, height: Int, step: Int
  private var sums: [Int]
  private var counts: [Int]
  private(set) var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
  private var differences = 0
  private var compared = 0

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    step = max(1, height / 360)
    sums = [Int](repeating: 0, count: ViewPicture.width * ViewPicture.height)
    counts = sums
  }

  /// Adds the luminance of the frame.
  mutating func addLuminance(_ value: (_ row: Int, _ column: Int) -> UInt8) {
    let edges = Self.edges(ViewPicture.width, of: width)
    for cellRow in 0..<ViewPicture.height {
      let rows = Self.range(cellRow, ViewPicture.height, of: height)
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
        for cell in 0..<ViewPicture.width {
          var (sum, differences, before) = (0, 0, -1)
          let columns = edges[cell]
          for column in columns {
            let value = Int(value(row, column))
            sum += value
            if before >= 0 { differences += abs(value - before) }
            before = value
          }
          sums[cellRow * ViewPicture.width + cell] += sum
          counts[cellRow * ViewPicture.width + cell] += columns.count
          self.differences += differences
          compared += columns.count - 1
          // Two numbers of each run of pixels; FNV-1a over them.
          fingerprint = (fingerprint ^ UInt64(sum << 20 | differences)) &* 0x100_0000_01b3
        }
      }
    }
  }

  var luminance: [Float] { zip(sums, counts).map { Float($0) / Float(max(1, $1)) } }

  var detail: Float { Float(differences) / Float(max(1, compared)) }

  /// The means of a plane over the cells of colour.
  static func means(columns: Int, rows: Int, _ value: (_ row: Int, _ column: Int) -> Int) -> [Float] {
    let step = max(1, rows / 90)
    let edges = edges(ViewPicture.colourWidth, of: columns)
    var means: [Float] = []
    means.reserveCapacity(ViewPicture.colourWidth * ViewPicture.colourHeight)
    for cellRow in 0..<ViewPicture.colourHeight {
      let cellRows = range(cellRow, ViewPicture.colourHeight, of: rows)
      for cell in 0..<ViewPicture.colourWidth {
        var (sum, count) = (0, 0)
        for row in stride(from: cellRows.lowerBound, to: cellRows.upperBound, by: step) {
          for column in stride(from: edges[cell].lowerBound, to: edges[cell].upperBound, by: step) {
            sum += value(row, column)
            count += 1
          }
        }
        means.append(Float(sum) / Float(max(1, count)))
      }
    }
    return means
  }

  private static func edges(_ cells: Int, of size: Int) -> [Range<Int>] {
    (0..<cells).map { range($0, cells, of: size) }
  }

  /// The pixels of a cell: at least one, if there are any.
  private static func range(_ cell: Int, _ cells: Int, of size: Int) -> Range<Int> {
    let start = min(size - 1, cell * size / cells)
    return start..<max(start + 1, (cell + 1) * size / cells)
  }
}
