import Foundation
import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `A prepared snippet` {
  /// Presets whose crops are cut out of frames, which may have different sizes.
  static let cutting = Preset.allCases.filter { !Preprocessing($0, crops: .ten).seesWholeFrames }

  /// Frames of different sizes, as when a camera is switched over in the middle of a snippet.
  static func prepared(_ preset: Preset, _ crops: CropCount) throws -> PreparedSnippet {
    let preprocessing = Preprocessing(preset, crops: crops)
    let sizes = [(320, 240), (231, 299), (640, 361), (256, 256)]
    return PreparedSnippet(
      preprocessing: preprocessing,
      frames: try (0..<16).map { index in
        try preprocessing.prepare(Pictures.frame("clip.\(index)", sizes[index / 4].0, sizes[index / 4].1))
      })
  }

  /// Cuts crops value by value, from the definition.
  static func plainCrop(_ prepared: PreparedSnippet, _ index: Int) -> [Float] {
    (0..<3).flatMap { channel in
      prepared.frames.flatMap { frame in
        let origin = prepared.preprocessing.cropOrigins(width: frame.width, height: frame.height)[index]
        return (0..<prepared.preprocessing.cropHeight).flatMap { y in
          (0..<prepared.preprocessing.cropWidth).map { x in
            let column = origin.mirrored ? frame.width - 1 - (origin.x + x) : origin.x + x
            let place = (channel * frame.height + origin.y + y) * frame.width + column
            return switch frame.storage {
            case .pixels(let pixels): prepared.preprocessing.scale(Float(pixels[place]))
            case .inputs(let inputs): inputs[place]
            }
          }
        }
      }
    }
  }

  @Test(arguments: Self.cutting, [0, 3, 4, 6, 9])
  func `cuts crops as the definition says, of every frame's own size`(preset: Preset, crop: Int) throws {
    let prepared = try Self.prepared(preset, .ten)
    #expect(prepared.crop(crop).values == Self.plainCrop(prepared, crop))
  }

  @Test(arguments: Preset.allCases, CropCount.allCases)
  func `says beforehand what a prepared frame holds`(preset: Preset, crops: CropCount) throws {
    let preprocessing = Preprocessing(preset, crops: crops)
    let held =
      switch try preprocessing.prepare(Pictures.frame("memory", 320, 240)).storage {
      case .pixels(let pixels): pixels.count
      case .inputs(let inputs): 4 * inputs.count
      }
    #expect(try preprocessing.preparedBytes(width: 320, height: 240) == held)
  }

  @Test(arguments: Self.cutting)
  func `resizes nothing but the centre when that is all it needs`(preset: Preset) throws {
    let (one, ten) = (try Self.prepared(preset, .one), try Self.prepared(preset, .ten))
    #expect(one.crop(0) == ten.crop([.gowtham, .gowthamJPEG].contains(preset) ? 2 : 4))
    let preprocessing = one.preprocessing
    #expect(
      one.frames.allSatisfy {
        $0.region.width == preprocessing.cropWidth && $0.region.height == preprocessing.cropHeight
      })
  }

  @Test(arguments: Self.cutting)
  func `has the first five of ten crops when it has five`(preset: Preset) throws {
    let (five, ten) = (try Self.prepared(preset, .five), try Self.prepared(preset, .ten))
    for crop in 0..<5 { #expect(five.crop(crop) == ten.crop(crop)) }
  }

  @Test func `of the compact preset sees the whole frame`() throws {
    let prepared = try Self.prepared(.compact, .one)
    #expect(prepared.preprocessing.cropShape == [3, 16, 96, 128])
    #expect(prepared.frames.allSatisfy { $0.width == 128 && $0.height == 96 })
    #expect(prepared.preprocessing.cropOrigin(0, width: 128, height: 96) == CropOrigin(x: 0, y: 0))
  }

  @Test(arguments: CropCount.allCases)
  func `of the whole preset is the frames as they are, then mirrored`(crops: CropCount) throws {
    let preprocessing = Preprocessing(.whole, crops: crops)
    let frames = try (0..<16).map { try preprocessing.prepare(Pictures.frame("whole.\($0)", 97, 61)) }
    let prepared = PreparedSnippet(preprocessing: preprocessing, frames: frames)
    #expect(prepared.inputShape == [3, 16, 256, 407])
    #expect(preprocessing.passes == (crops == .ten ? 2 : 1))
    #expect(preprocessing.passes * preprocessing.cropsPerPass == crops.rawValue)
    var values = [Float](repeating: .nan, count: prepared.inputShape.reduce(1, *))
    for pass in 0..<preprocessing.passes {
      var span = values.mutableSpan
      prepared.writeInput(pass, into: &span)
      var place = 0
      var wrong = 0
      for channel in 0..<3 {
        for frame in frames {
          let pixels = try #require(frame.storage.bytes)
          for y in 0..<256 {
            for x in 0..<407 {
              let column = pass == 1 ? 406 - x : x
              if values[place] != preprocessing.scale(Float(pixels[(channel * 256 + y) * 407 + column])) {
                wrong += 1
              }
              place += 1
            }
          }
        }
      }
      #expect(wrong == 0, "pass \(pass)")
    }
    // Its frames are those of rtfm, and so are the crops that it stands for.
    #expect(
      frames[3].storage.bytes
        == (try Preprocessing(.rtfm, crops: .ten).prepare(Pictures.frame("whole.3", 97, 61)).storage.bytes))
    for width in [256, 341, 1024] {
      let origins = preprocessing.cropOrigins(width: width, height: 256)
      #expect(origins == Preprocessing(.rtfm, crops: crops).cropOrigins(width: width, height: 256))
    }
  }

  @Test func `gives a network that cuts crops each of them`() throws {
    let prepared = try Self.prepared(.paper, .five)
    #expect(prepared.inputShape == prepared.preprocessing.cropShape)
    #expect(prepared.preprocessing.passes == 5)
    var values = [Float](repeating: .nan, count: prepared.inputShape.reduce(1, *))
    var span = values.mutableSpan
    prepared.writeInput(3, into: &span)
    #expect(values == prepared.crop(3).values)
  }

  @Test func `overwrites everything in the memory it is given`() throws {
    let prepared = try Self.prepared(.rtfm, .ten)
    var values = [Float](repeating: .nan, count: Preprocessing(.rtfm, crops: .ten).cropShape.reduce(1, *))
    for crop in [7, 2] {
      var span = values.mutableSpan
      prepared.writeCrop(crop, into: &span)
      #expect(values == prepared.crop(crop).values)
    }
  }
}

extension PreparedFrame.Storage {
  /// The pixels; nil for floats.
  fileprivate var bytes: [UInt8]? {
    guard case .pixels(let pixels) = self else { return nil }
    return pixels
  }
}
