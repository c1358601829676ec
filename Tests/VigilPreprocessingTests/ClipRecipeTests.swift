import Foundation
import Testing
import VigilPreprocessing

@Suite struct `A preprocessing` {
  static let all = Preset.allCases.flatMap { preset in
    CropCount.allCases.map { ClipRecipe(preset, crops: $0) }
  }

  @Test(arguments: all)
  func `comes back from its name and from JSON`(recipe: ClipRecipe) throws {
    #expect(try ClipRecipe(name: recipe.name) == recipe)
    let json = try JSONEncoder().encode([recipe])
    #expect(String(decoding: json, as: UTF8.self).filter { $0 != "\\" } == "[\"\(recipe.name)\"]")
    #expect(try JSONDecoder().decode([ClipRecipe].self, from: json) == [recipe])
  }

  @Test func `is named by its preset and crops`() {
    #expect(ClipRecipe(.rtfm, crops: .ten).description == "rtfm/10")
  }

  @Test(arguments: [
    "", "rtfm", "rtfm/", "rtfm/2", "rtfm/10/1", "RTFM/10", "/10", "rtfm/+1", "rtfm/01", "rtfm/10 ",
  ])
  func `is not made from another text`(name: String) {
    let error = #expect(throws: PreprocessingError.self) { try ClipRecipe(name: name) }
    #expect(error?.code == .unknownRecipe)
    #expect(error?.message.contains("paper, rtfm, gowtham") == true)
  }

  /// The size Python's `int(256 * long / short)` gives.
  @Test(arguments: [
    (320, 240, 341, 256), (1280, 720, 455, 256), (480, 640, 256, 341), (333, 251, 339, 256),
    (300, 300, 256, 256),
    (1, 32, 256, 8192), (224, 223, 257, 256),
  ])
  func `truncates the longer side`(width: Int, height: Int, resizedWidth: Int, resizedHeight: Int) throws {
    let size = try ClipRecipe(.rtfm, crops: .ten).resizeRule.size(width: width, height: height)
    #expect(size == (resizedWidth, resizedHeight))
  }

  @Test func `rounds the centre half to even`() {
    let recipe = ClipRecipe(.paper, crops: .one)
    // (341 - 224) / 2 = 58.5 and (339 - 224) / 2 = 57.5
    #expect(recipe.cropOrigin(0, width: 341, height: 339) == CropOrigin(x: 58, y: 58))
  }

  @Test(arguments: Preset.allCases, CropCount.allCases)
  func `knows which crop is the centre`(preset: Preset, crops: CropCount) {
    let recipe = ClipRecipe(preset, crops: crops)
    let centre = ClipRecipe(preset, crops: .one).cropOrigin(0, width: 340, height: 256)
    #expect(recipe.cropOrigin(recipe.centreCrop, width: 340, height: 256) == centre)
  }
}
