import Foundation
import Testing
import VigilPreprocessing

@Suite struct `Preset and crops` {
  static let all = Preset.allCases.flatMap { preset in
    CropCount.allCases.map { Preprocessing(preset, crops: $0) }
  }

  @Test(arguments: all)
  func `comes back from its name and from JSON`(preprocessing: Preprocessing) throws {
    #expect(try Preprocessing(name: preprocessing.name) == preprocessing)
    let json = try JSONEncoder().encode([preprocessing])
    #expect(String(decoding: json, as: UTF8.self).filter { $0 != "\\" } == "[\"\(preprocessing.name)\"]")
    #expect(try JSONDecoder().decode([Preprocessing].self, from: json) == [preprocessing])
  }

  @Test func `is named by its preset and crops`() {
    #expect(Preprocessing(.rtfm, crops: .ten).description == "rtfm/10")
  }

  @Test(arguments: [
    "", "rtfm", "rtfm/", "rtfm/2", "rtfm/10/1", "RTFM/10", "/10", "rtfm/+1", "rtfm/01", "rtfm/10 ",
  ])
  func `is not made from another text`(name: String) {
    let error = #expect(throws: PreprocessingError.self) { try Preprocessing(name: name) }
    #expect(error?.code == .unknownPreprocessing)
    #expect(error?.message.contains("paper, rtfm, gowtham") == true)
  }

  /// The size Python's `int(256 * long / short)` gives.
  @Test(arguments: [
    (320, 240, 341, 256), (1280, 720, 455, 256), (480, 640, 256, 341), (333, 251, 339, 256),
    (300, 300, 256, 256),
    (1, 32, 256, 8192), (224, 223, 257, 256),
  ])
  func `truncates the longer side`(width: Int, height: Int, resizedWidth: Int, resizedHeight: Int) throws {
    let size = try Preprocessing(.rtfm, crops: .ten).resizeRule.size(width: width, height: height)
    #expect(size == (resizedWidth, resizedHeight))
  }

  @Test func `rounds the centre half to even`() {
    let preprocessing = Preprocessing(.paper, crops: .one)
    // (341 - 224) / 2 = 58.5 and (339 - 224) / 2 = 57.5
    #expect(preprocessing.cropOrigin(0, width: 341, height: 339) == CropOrigin(x: 58, y: 58))
  }

  @Test(arguments: Preset.allCases, CropCount.allCases)
  func `knows which crop is the centre`(preset: Preset, crops: CropCount) {
    let preprocessing = Preprocessing(preset, crops: crops)
    let centre = Preprocessing(preset, crops: .one).cropOrigin(0, width: 340, height: 256)
    #expect(preprocessing.cropOrigin(preprocessing.centreCrop, width: 340, height: 256) == centre)
  }
}

@Suite struct `The words for a preprocessing` {
  @Test func `name crops in the order of the features`() {
    let published = ["top left", "top right", "bottom left", "bottom right", "centre"]
    let five = Preprocessing(.rtfm, crops: .five)
    #expect(five.cropNames == published)
    #expect(Preprocessing(.paper, crops: .ten).cropNames == published + published.map { $0 + ", mirrored" })
    #expect(
      Preprocessing(.gowtham, crops: .five).cropNames
        == ["top left", "top right", "centre", "bottom left", "bottom right"])
    #expect(
      Preprocessing(.gowthamJPEG, crops: .five).cropNames == Preprocessing(.gowtham, crops: .five).cropNames)
    #expect(Preprocessing(.whole, crops: .one).cropNames == ["centre"])
    for preset in Preset.allCases {
      #expect(Preprocessing(preset, crops: .one).inputDescription.contains(" resized "))
    }
  }
}
