import Foundation
import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `A prepared snippet` {
  /// Presets whose crops are cut out of frames, which may have different sizes.
  static let cutting = Preset.allCases.filter { !ClipRecipe($0, crops: .ten).seesWholeFrames }

  /// Frames of different sizes, as when a camera is switched over in the middle of a snippet.
  static func clip(_ preset: Preset, _ crops: CropCount) throws -> PreparedClip {
    let recipe = ClipRecipe(preset, crops: crops)
    let sizes = [(320, 240), (231, 299), (640, 361), (256, 256)]
    return PreparedClip(
      recipe: recipe,
      frames: try (0..<16).map { index in
        try recipe.prepare(Pictures.frame("clip.\(index)", sizes[index / 4].0, sizes[index / 4].1))
      })
  }

  /// Cuts crops value by value, from the definition.
  static func plainCrop(_ clip: PreparedClip, _ index: Int) -> [Float] {
    (0..<3).flatMap { channel in
      clip.frames.flatMap { frame in
        let origin = clip.recipe.cropOrigins(width: frame.width, height: frame.height)[index]
        return (0..<clip.recipe.cropHeight).flatMap { y in
          (0..<clip.recipe.cropWidth).map { x in
            let column = origin.mirrored ? frame.width - 1 - (origin.x + x) : origin.x + x
            let place = (channel * frame.height + origin.y + y) * frame.width + column
            return switch frame.storage {
            case .pixels(let pixels): clip.recipe.scale(Float(pixels[place]))
            case .inputs(let inputs): inputs[place]
            }
          }
        }
      }
    }
  }

  @Test(arguments: Self.cutting, [0, 3, 4, 6, 9])
  func `cuts crops as the definition says, of every frame's own size`(preset: Preset, crop: Int) throws {
    let clip = try Self.clip(preset, .ten)
    #expect(clip.crop(crop).values == Self.plainCrop(clip, crop))
  }

  @Test(arguments: Preset.allCases, CropCount.allCases)
  func `says beforehand what a prepared frame holds`(preset: Preset, crops: CropCount) throws {
    let recipe = ClipRecipe(preset, crops: crops)
    let held =
      switch try recipe.prepare(Pictures.frame("memory", 320, 240)).storage {
      case .pixels(let pixels): pixels.count
      case .inputs(let inputs): 4 * inputs.count
      }
    #expect(try recipe.preparedBytes(width: 320, height: 240) == held)
  }

  @Test(arguments: Self.cutting)
  func `resizes nothing but the centre when that is all it needs`(preset: Preset) throws {
    let (one, ten) = (try Self.clip(preset, .one), try Self.clip(preset, .ten))
    #expect(one.crop(0) == ten.crop(preset == .gowtham ? 2 : 4))
    let recipe = one.recipe
    #expect(
      one.frames.allSatisfy { $0.region.width == recipe.cropWidth && $0.region.height == recipe.cropHeight })
  }

  @Test(arguments: Self.cutting)
  func `has the first five of ten crops when it has five`(preset: Preset) throws {
    let (five, ten) = (try Self.clip(preset, .five), try Self.clip(preset, .ten))
    for crop in 0..<5 { #expect(five.crop(crop) == ten.crop(crop)) }
  }

  @Test func `of the compact preset sees the whole frame`() throws {
    let clip = try Self.clip(.compact, .one)
    #expect(clip.recipe.cropShape == [3, 16, 96, 128])
    #expect(clip.frames.allSatisfy { $0.width == 128 && $0.height == 96 })
    #expect(clip.recipe.cropOrigin(0, width: 128, height: 96) == CropOrigin(x: 0, y: 0))
  }

  @Test(arguments: CropCount.allCases)
  func `of the whole preset is the frames as they are, then mirrored`(crops: CropCount) throws {
    let recipe = ClipRecipe(.whole, crops: crops)
    let frames = try (0..<16).map { try recipe.prepare(Pictures.frame("whole.\($0)", 97, 61)) }
    let clip = PreparedClip(recipe: recipe, frames: frames)
    #expect(clip.inputShape == [3, 16, 256, 407])
    #expect(recipe.passes == (crops == .ten ? 2 : 1))
    #expect(recipe.passes * recipe.cropsPerPass == crops.rawValue)
    var values = [Float](repeating: .nan, count: clip.inputShape.reduce(1, *))
    for pass in 0..<recipe.passes {
      var span = values.mutableSpan
      clip.writeInput(pass, into: &span)
      var place = 0
      var wrong = 0
      for channel in 0..<3 {
        for frame in frames {
          let pixels = try #require(frame.storage.bytes)
          for y in 0..<256 {
            for x in 0..<407 {
              let column = pass == 1 ? 406 - x : x
              if values[place] != recipe.scale(Float(pixels[(channel * 256 + y) * 407 + column])) {
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
        == (try ClipRecipe(.rtfm, crops: .ten).prepare(Pictures.frame("whole.3", 97, 61)).storage.bytes))
    for width in [256, 341, 1024] {
      let origins = recipe.cropOrigins(width: width, height: 256)
      #expect(origins == ClipRecipe(.rtfm, crops: crops).cropOrigins(width: width, height: 256))
    }
  }

  @Test func `gives a network that cuts crops each of them`() throws {
    let clip = try Self.clip(.paper, .five)
    #expect(clip.inputShape == clip.recipe.cropShape)
    #expect(clip.recipe.passes == 5)
    var values = [Float](repeating: .nan, count: clip.inputShape.reduce(1, *))
    var span = values.mutableSpan
    clip.writeInput(3, into: &span)
    #expect(values == clip.crop(3).values)
  }

  @Test func `overwrites everything in the memory it is given`() throws {
    let clip = try Self.clip(.rtfm, .ten)
    var values = [Float](repeating: .nan, count: ClipRecipe(.rtfm, crops: .ten).cropShape.reduce(1, *))
    for crop in [7, 2] {
      var span = values.mutableSpan
      clip.writeCrop(crop, into: &span)
      #expect(values == clip.crop(crop).values)
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
