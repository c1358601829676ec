import Foundation
import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `A clip` {
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

  @Test(arguments: Preset.allCases, [0, 3, 4, 6, 9])
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

  @Test(arguments: Preset.allCases)
  func `resizes nothing but the centre when that is all it needs`(preset: Preset) throws {
    let (one, ten) = (try Self.clip(preset, .one), try Self.clip(preset, .ten))
    #expect(one.crop(0) == ten.crop(preset == .gowtham ? 2 : 4))
    let recipe = one.recipe
    #expect(
      one.frames.allSatisfy { $0.region.width == recipe.cropWidth && $0.region.height == recipe.cropHeight })
  }

  @Test(arguments: Preset.allCases)
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
