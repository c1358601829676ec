public import VigilCore

extension ViewPicture {
  /// Shrinks a frame. Without its pixels being converted, if it is still as it was decoded.
  public init(_ frame: Frame) {
    var made: ViewPicture?
    if let picture = frame.picture, let layout = picture.planes {
      picture.withPlanes { luma, blue, red in made = ViewPicture(layout, luma, blue, red) }
    }
    self =
      made
      ?? frame.pixels.withUnsafeBufferPointer {
        ViewPicture(width: frame.width, height: frame.height, rgb: $0.span)
      }
  }

  private init(_ layout: PlaneLayout, _ luma: Span<UInt8>, _ blue: Span<UInt8>, _ red: Span<UInt8>) {
    var sampler = ViewSampler(width: layout.width, height: layout.height)
    sampler.addLuminance { row, column in luma[unchecked: row * layout.lumaStride + column] }
    // Black is 16 and white 235, unless the range is full.
    let (black, scale): (Float, Float) = layout.isFullRange ? (0, 1) : (16, 255 / 219)
    let (columns, rows) = (layout.chromaWidth, layout.chromaHeight)
    let chromaScale: Float = layout.isFullRange ? 1 : 255 / 224
    func means(_ plane: Span<UInt8>) -> [Int8] {
      ViewSampler.means(columns: columns, rows: rows) { row, column in
        Int(plane[unchecked: row * layout.chromaStride + column])
      }.map { Int8(min(127, max(-128, (($0 - 128) * chromaScale).rounded()))) }
    }
    self.init(
      luminance: sampler.luminance.map { UInt8(min(255, max(0, (($0 - black) * scale).rounded()))) },
      blue: means(blue), red: means(red), detail: sampler.detail * scale, fingerprint: sampler.fingerprint)
  }

  private init(width: Int, height: Int, rgb: Span<UInt8>) {
    func luma(_ row: Int, _ column: Int) -> Int {
      let place = 3 * (row * width + column)
      let green = Int(rgb[unchecked: place + 1])
      return (77 * Int(rgb[unchecked: place]) + 150 * green + 29 * Int(rgb[unchecked: place + 2])) >> 8
    }
    var sampler = ViewSampler(width: width, height: height)
    sampler.addLuminance { row, column in UInt8(truncatingIfNeeded: luma(row, column)) }
    func means(channel: Int, scale: Float) -> [Int8] {
      ViewSampler.means(columns: width, rows: height) { row, column in
        Int(rgb[unchecked: 3 * (row * width + column) + channel]) - luma(row, column)
      }.map { Int8(min(127, max(-128, ($0 * scale).rounded()))) }
    }
    // As Rec. 601 scales the differences.
    self.init(
      luminance: sampler.luminance.map { UInt8($0.rounded()) }, blue: means(channel: 2, scale: 0.564),
      red: means(channel: 0, scale: 0.713), detail: sampler.detail, fingerprint: sampler.fingerprint)
  }
}
