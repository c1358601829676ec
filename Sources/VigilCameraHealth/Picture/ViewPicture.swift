/// A frame as small as the health of a camera needs it: 64x36 cells of luminance, 16x9 of colour.
///
/// The cells cover the whole frame whatever its shape. A picture is 2.6 KB, and two a second are enough.
public struct ViewPicture: Hashable, Sendable {
  /// The cells of luminance in a row, and the rows.
  public static let width = 64, height = 36
  /// The cells of colour in a row, and the rows.
  public static let colourWidth = 16, colourHeight = 9

  /// The mean luminance of each cell, 0 (black) to 255, rows from top to bottom.
  public var luminance: [UInt8]
  /// The mean of blue less luminance in each cell of colour, halved: -128 to 127, 0 in a grey picture.
  public var blue: [Int8]
  /// The same of red.
  public var red: [Int8]
  /// How much neighbouring pixels differ in luminance on average, in grey levels: what a lens out of focus takes away.
  public var detail: Float
  /// Equal for equal frames, and almost certainly unlike for frames that differ in a pixel that was looked at.
  public var fingerprint: UInt64

  /// Makes a picture.
  ///
  /// - Precondition: there are 64x36 values of luminance, and 16x9 of each colour.
  public init(luminance: [UInt8], blue: [Int8], red: [Int8], detail: Float, fingerprint: UInt64) {
    precondition(luminance.count == Self.width * Self.height, "expected 64x36 cells of luminance")
    let cells = Self.colourWidth * Self.colourHeight
    precondition(blue.count == cells && red.count == cells, "expected 16x9 cells of colour")
    self.luminance = luminance
    self.blue = blue
    self.red = red
    self.detail = detail
    self.fingerprint = fingerprint
  }

  /// The mean luminance.
  public var brightness: Float { Float(luminance.reduce(0) { $0 + Int($1) }) / Float(luminance.count) }

  /// The luminance that a given part of the cells does not exceed.
  func luminance(quantile: Float) -> Float {
    var counts = [Int](repeating: 0, count: 256)
    for value in luminance { counts[Int(value)] += 1 }
    let wanted = Int(quantile * Float(luminance.count))
    var sum = 0
    for (value, count) in counts.enumerated() {
      sum += count
      if sum > wanted { return Float(value) }
    }
    return 255
  }

  /// How far the colour of each cell is from the middle one: a tint of the whole picture, as infrared has, is no colour.
  var colourfulness: [Float] {
    // The mean would make everything coloured as soon as a red car comes.
    let middleBlue = Float(blue.sorted()[blue.count / 2])
    let middleRed = Float(red.sorted()[red.count / 2])
    return zip(blue, red).map { blue, red in
      let (blue, red) = (Float(blue) - middleBlue, Float(red) - middleRed)
      return (blue * blue + red * red).squareRoot()
    }
  }
}
