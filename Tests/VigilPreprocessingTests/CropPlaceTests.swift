import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `Places of crops` {
  private func places(_ preset: Preset, _ crops: CropCount, _ width: Int, _ height: Int) throws -> [CropPlace]
  {
    try Preprocessing(preset, crops: crops).cropPlaces(pictureWidth: width, pictureHeight: height)
  }

  @Test func `are fractions of a wide picture`() throws {
    // 1920x1080 becomes 455x256; a crop has 224x224 of it.
    let found = try places(.rtfm, .ten, 1920, 1080)
    let (right, bottom) = (231.0 / 455, 32.0 / 256)
    #expect(
      found.prefix(5).map { [$0.x, $0.y] }
        == [[0, 0], [right, 0], [0, bottom], [right, bottom], [116.0 / 455, 16.0 / 256]])
    // The top left of the mirrored frame is the top right of the picture; the centre is rounded the other way.
    #expect(
      found.suffix(5).map { [$0.x, $0.y] }
        == [[right, 0], [0, 0], [right, bottom], [0, bottom], [115.0 / 455, 16.0 / 256]])
    #expect(found.map(\.isMirrored) == (0..<10).map { $0 >= 5 })
    #expect(found.allSatisfy { $0.width == 224.0 / 455 && $0.height == 224.0 / 256 })
  }

  @Test func `are fractions of an upright picture`() throws {
    let found = try places(.rtfm, .five, 1080, 1920)
    let (right, bottom) = (32.0 / 256, 231.0 / 455)
    #expect(
      found.map { [$0.x, $0.y] }
        == [[0, 0], [right, 0], [0, bottom], [right, bottom], [16.0 / 256, 116.0 / 455]])
    #expect(found.allSatisfy { $0.width == 224.0 / 256 && $0.height == 224.0 / 455 && !$0.isMirrored })
  }

  @Test func `of a squashed picture do not depend on its shape`() throws {
    #expect(try places(.gowtham, .ten, 1920, 1080) == places(.gowtham, .ten, 1080, 1920))
    #expect(
      try places(.compact, .one, 1920, 1080) == [CropPlace(x: 0, y: 0, width: 1, height: 1)])
    #expect(throws: PreprocessingError.self) { try places(.rtfm, .ten, 0, 0) }
  }

  /// Columns and rows that crops really show, of a picture that says in each pixel where it is.
  @Test(arguments: [Preset.rtfm, .paper, .gowtham], CropCount.allCases)
  func `are where pixels come from`(preset: Preset, crops: CropCount) throws {
    // A size that is kept as it is.
    let (width, height) = (340, 256)
    var pixels: [UInt8] = []
    for y in 0..<height { for x in 0..<width { pixels += [UInt8(x * 3 / 4), UInt8(y), 0] } }
    let preprocessing = Preprocessing(preset, crops: crops)
    let frame = try preprocessing.prepare(
      Frame(index: 0, time: 0, width: width, height: height, pixels: pixels))
    let snippet = PreparedSnippet(
      preprocessing: preprocessing, frames: Array(repeating: frame, count: SnippetPosition.framesPerSnippet))
    let places = snippet.cropPlaces
    #expect(places == (try preprocessing.cropPlaces(pictureWidth: width, pictureHeight: height)))
    let (side, plane) = (224, 16 * 224 * 224)
    for (index, place) in places.enumerated() {
      let crop = snippet.crop(index).values
      func level(_ value: Float) -> Double {
        switch preprocessing.scale {
        case .standardized(let mean, let deviation): Double(value) * Double(deviation) + Double(mean)
        case .symmetricUnit: (Double(value) + 1) * 127.5
        }
      }
      let ends = [level(crop[0]), level(crop[side - 1])].map { $0 * 4 / 3 }
      let (left, right) = place.isMirrored ? (ends[1], ends[0]) : (ends[0], ends[1])
      #expect(abs(left - place.x * 340) < 2 && abs(right - ((place.x + place.width) * 340 - 1)) < 2)
      let top = level(crop[plane])
      let bottom = level(crop[plane + side * (side - 1)])
      #expect(abs(top - place.y * 256) < 1 && abs(bottom - ((place.y + place.height) * 256 - 1)) < 1)
    }
  }
}
