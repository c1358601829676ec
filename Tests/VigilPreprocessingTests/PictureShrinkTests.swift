import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `Shrinking before converting` {
  static let compact = Preprocessing(.compact, crops: .one)

  /// The largest and the mean difference of two prepared frames, in levels of 255.
  private func difference(_ a: PreparedFrame, _ b: PreparedFrame) throws -> (largest: Int, mean: Double) {
    let (a, b) = (try Resizing.pixels(a), try Resizing.pixels(b))
    try #require(a.count == b.count && a.count == 3 * 128 * 96)
    let differences = zip(a, b).map { abs(Int($0) - Int($1)) }
    return (differences.max() ?? 0, Double(differences.reduce(0, +)) / Double(a.count))
  }

  @Test(
    arguments: [
      (1920, 1080), (1280, 720), (640, 480), (321, 240), (352, 288), (238, 158), (129, 98), (128, 96),
      (127, 90),
      (100, 50), (64, 64), (63, 62), (17, 300), (2, 2), (1, 2),
    ], [true, false])
  func `is the same as its plain reference up to a level`(size: (Int, Int), isFullRange: Bool) throws {
    for (isWild, rows) in [(false, 2), (true, 2), (false, 1), (true, 1)] {
      let frame = PlanarPicture(
        "shrink.\(size)", size.0, size.1, isFullRange: isFullRange, padding: size.0 % 7, isWild: isWild,
        rowsPerChromaRow: rows
      ).frame()
      let resizer = try Resizer(preprocessing: Self.compact, inputWidth: size.0, inputHeight: size.1)
      let found = try difference(resizer.prepare(frame), resizer.prepareByReference(frame))
      #expect(found.largest <= 1 && found.mean < (size.1 < 10 ? 1 : 0.05), "\(found)")
    }
  }

  @Test(arguments: [(1280, 720), (640, 480), (322, 240), (160, 120), (96, 64)], [true, false])
  func `gives the picture that converting first gives`(size: (Int, Int), isFullRange: Bool) throws {
    for rows in [1, 2] {
      let picture = PlanarPicture(
        "order.\(size)", size.0, size.1, isFullRange: isFullRange, padding: 3, rowsPerChromaRow: rows)
      let converted = Frame(index: 0, time: 0, width: size.0, height: size.1, pixels: picture.pixels)
      let found = try difference(Self.compact.prepare(picture.frame()), Self.compact.prepare(converted))
      #expect(found.largest <= 2 && found.mean < 0.5, "\(found)")
    }
  }

  @Test func `takes blacker than black for black, and whiter than white for white`() throws {
    // Half of the samples are as far outside as they can be: mixed first, they would be grey of another level.
    let picture = StripedPicture(dark: 0, bright: 255)
    let prepared = try Resizing.pixels(Self.compact.prepare(picture.frame()))
    let expected = try Resizing.pixels(Self.compact.prepare(StripedPicture(dark: 16, bright: 235).frame()))
    #expect(prepared == expected)
    #expect(Set(prepared).isSubset(of: 110...145))
  }

  @Test(arguments: Preset.allCases.filter { $0 != .compact })
  func `is for the preset that says so; all others have every pixel as if there were no planes`(
    preset: Preset
  ) throws {
    let picture = PlanarPicture("presets", 320, 240, isFullRange: false)
    let converted = Frame(index: 0, time: 0, width: 320, height: 240, pixels: picture.pixels)
    let preprocessing = Preprocessing(preset, crops: .ten)
    let (a, b) = (try preprocessing.prepare(picture.frame()), try preprocessing.prepare(converted))
    switch (a.storage, b.storage) {
    case (.pixels(let a), .pixels(let b)): #expect(a == b)
    case (.inputs(let a), .inputs(let b)): #expect(a == b)
    default: Issue.record("the storages differ")
    }
  }

  @Test func `is not for a frame that was drawn on`() throws {
    var frame = PlanarPicture("drawn", 320, 240, isFullRange: false).frame()
    for index in frame.pixels.indices { frame.pixels[index] = 200 }
    #expect(frame.picture == nil)
    #expect(try Set(Resizing.pixels(Self.compact.prepare(frame))) == [200])
  }
}

/// Rows of grey that are dark and bright in turn.
private final class StripedPicture: DecodedPicture {
  let planes: PlaneLayout? = PlaneLayout(
    width: 1280, height: 960, lumaStride: 1280, chromaStride: 640, rowsPerChromaRow: 2, isFullRange: false)
  let pixels: [UInt8] = []
  let hasPixels = false
  private let luma: [UInt8]
  private let chroma = [UInt8](repeating: 128, count: 640 * 480)

  init(dark: UInt8, bright: UInt8) {
    luma = (0..<960).flatMap { [UInt8](repeating: $0 % 2 == 0 ? dark : bright, count: 1280) }
  }

  func withPlanes(_ body: (_ luma: Span<UInt8>, _ blue: Span<UInt8>, _ red: Span<UInt8>) -> Void) {
    let (luma, chroma) = (luma, chroma)
    body(luma.span, chroma.span, chroma.span)
  }

  func frame() -> Frame { Frame(index: 0, time: 0, width: 1280, height: 960, picture: self) }
}
