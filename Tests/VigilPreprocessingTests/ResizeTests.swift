import Foundation
import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `Resizing` {
  /// A picture that Pillow 13.0.0 resized.
  struct Golden: Decodable {
    var width: Int
    var height: Int
    var preset: Preset
    var resized: [Int]
    /// FNV-1a of the planar bytes.
    var hash: String
  }

  static func goldens() throws -> [Golden] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/pillow_resize", withExtension: "json"))
    return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
  }

  static func pixels(_ frame: PreparedFrame) throws -> [UInt8] {
    guard case .pixels(let pixels) = frame.storage else {
      Issue.record("expected 8-bit pixels")
      return []
    }
    return pixels
  }

  @Test func `gives every pixel that Pillow gives`() throws {
    for golden in try Self.goldens() {
      let name = "resize.\(golden.width)x\(golden.height)"
      let frame = try Preprocessing(golden.preset, crops: .ten)
        .prepare(Pictures.frame(name, golden.width, golden.height))
      #expect([frame.width, frame.height] == golden.resized, "\(name) \(golden.preset)")
      let hash = try Self.pixels(frame).reduce(0xCBF2_9CE4_8422_2325) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01B3 as UInt64
      }
      #expect(hash == UInt64(golden.hash, radix: 16), "\(name) \(golden.preset)")
    }
  }

  @Test(arguments: Preset.allCases, 0..<8)
  func `is the same as its plain reference`(preset: Preset, seed: Int) throws {
    let sizes = DeterministicValues.uniform("resize.sizes.\(preset.rawValue).\(seed)", count: 2)
    let (width, height) = (Int((sizes[0] + 1) * 200) + 20, Int((sizes[1] + 1) * 200) + 20)
    let frame = Pictures.frame("resize.random.\(seed)", width, height)
    for crops in [CropCount.one, .ten] {
      let resizer = try Resizer(
        preprocessing: Preprocessing(preset, crops: crops), inputWidth: width, inputHeight: height)
      let (fast, plain) = (resizer.prepare(frame), resizer.prepareByReference(frame))
      switch (fast.storage, plain.storage) {
      case (.pixels(let fast), .pixels(let plain)):
        #expect(fast == plain, "\(width)x\(height)")
      case (.inputs(let fast), .inputs(let plain)):
        #expect(fast.count == plain.count)
        let difference = zip(fast, plain).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(difference < 1e-5, "\(width)x\(height)")
      default:
        Issue.record("the storages differ")
      }
    }
  }

  @Test(arguments: `A prepared snippet`.cutting, [(1, 1), (1, 30), (30, 1), (2, 63), (3000, 95)])
  func `takes frames of any camera-like and many other shapes`(preset: Preset, size: (Int, Int)) throws {
    let preprocessing = Preprocessing(preset, crops: .ten)
    let frame = Frame(
      index: 0, time: 0, width: size.0, height: size.1,
      pixels: Array(repeating: 200, count: size.0 * size.1 * 3))
    let prepared = PreparedSnippet(
      preprocessing: preprocessing, frames: Array(repeating: try preprocessing.prepare(frame), count: 16))
    let expected = preprocessing.scale(200)
    #expect(prepared.crop(9).values.allSatisfy { abs($0 - expected) < 1e-5 })
  }

  @Test(arguments: [Preset.paper, .rtfm])
  func `refuses frames that would grow absurdly`(preset: Preset) throws {
    let preprocessing = Preprocessing(preset, crops: .ten)
    for (width, height) in [(1000, 1), (1, 1000)] {
      let frame = Frame(
        index: 0, time: 0, width: width, height: height, pixels: Array(repeating: 0, count: 3000))
      let error = #expect(throws: PreprocessingError.self) { try preprocessing.prepare(frame) }
      #expect(error?.code == .frameTooElongated)
      #expect(error?.message.contains("\(width)x\(height)") == true)
      _ = try Preprocessing(.gowtham, crops: .ten).prepare(frame)
    }
    let rule = preprocessing.resizeRule
    #expect(throws: PreprocessingError.self) { try rule.size(width: .max, height: 1) }
  }

  @Test(arguments: [(400, 100, 1024, 256), (100, 400, 256, 1024), (401, 100, 0, 0), (90, 361, 0, 0)])
  func `of whole frames goes as far as four to one`(size: (Int, Int, Int, Int)) throws {
    let preprocessing = Preprocessing(.whole, crops: .five)
    let frame = Pictures.frame("whole.long", size.0, size.1)
    if size.2 > 0 {
      let prepared = try preprocessing.prepare(frame)
      #expect((prepared.width, prepared.height) == (size.2, size.3))
    } else {
      let error = #expect(throws: PreprocessingError.self) { try preprocessing.prepare(frame) }
      #expect(error?.code == .frameTooElongated)
      #expect(error?.message.contains("1024") == true)
    }
  }

  @Test(arguments: Preset.allCases)
  func `refuses a frame without pixels`(preset: Preset) {
    let frame = Frame(index: 0, time: 0, width: 0, height: 480, pixels: [])
    let error = #expect(throws: PreprocessingError.self) {
      try Preprocessing(preset, crops: .one).prepare(frame)
    }
    #expect(error?.code == .emptyFrame)
  }
}
