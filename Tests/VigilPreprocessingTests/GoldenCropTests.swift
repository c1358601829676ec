import Foundation
import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `Crops` {
  struct Golden: Decodable {
    struct Crop: Decodable {
      var mean: Double
      var norm: Double
      var centre: [Float]
      var first: [Float]
    }
    var resized: [Int]
    var corners: [[Int]]
    var crops: [Crop]
  }

  static let pictures = [("cif", 320, 240), ("hd", 1280, 720), ("portrait", 480, 640), ("odd", 333, 251)]

  static func golden() throws -> [String: Golden] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/ten_crop", withExtension: "json"))
    return try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: url))
  }

  @Test(arguments: Preset.published, CropCount.allCases)
  func `match the golden values`(preset: Preset, count: CropCount) throws {
    let golden = try Self.golden()
    for (name, width, height) in Self.pictures {
      let expected = try #require(golden["\(name).\(preset.rawValue)"])
      let preprocessing = Preprocessing(preset, crops: count)
      let frame = try preprocessing.prepare(Pictures.frame(name, width, height))
      #expect([frame.width, frame.height] == expected.resized)
      let prepared = PreparedSnippet(preprocessing: preprocessing, frames: Array(repeating: frame, count: 16))
      // The centre stands last in the order of paper and rtfm, third in that of gowtham.
      let indices = count == .one ? [preset == .gowtham ? 2 : 4] : Array(0..<count.rawValue)
      let origins = preprocessing.cropOrigins(width: frame.width, height: frame.height)
      #expect(origins.map { [$0.x, $0.y] } == indices.map { expected.corners[$0 % 5] })
      #expect(origins.map(\.mirrored) == indices.map { $0 >= 5 })
      for (crop, index) in indices.enumerated() {
        try expectEqual(prepared.crop(crop), expected.crops[index], "\(name) \(preprocessing) crop \(crop)")
      }
    }
  }

  /// Compares the first and the last frame of a snippet of equal frames.
  func expectEqual(_ tensor: Tensor, _ expected: Golden.Crop, _ comment: Comment) throws {
    #expect(tensor.shape == [3, 16, 224, 224])
    let plane = 224 * 224
    for time in [0, 15] {
      let channels = (0..<3).map { channel in
        Array(tensor.values[((channel * 16 + time) * plane)..<((channel * 16 + time + 1) * plane)])
      }
      let values = channels.joined().map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // One level in one pixel would move the mean by 1e-7 and a single value by 0.008.
      #expect(abs(mean - expected.mean) < 1e-6, comment)
      #expect(abs(norm - expected.norm) < 1e-3, comment)
      for channel in 0..<3 {
        #expect(abs(channels[channel][112 * 224 + 112] - expected.centre[channel]) < 1e-5, comment)
      }
      for (value, first) in zip(channels[0], expected.first) {
        #expect(abs(value - first) < 1e-5, comment)
      }
    }
  }
}
