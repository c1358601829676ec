import Foundation
import Testing
import VigilPreprocessing
import VigilStation
import VigilStore
import VigilTestSupport

@Suite struct `Parts of a picture` {
  /// The crops of a picture with scores of 0.1, 0.2 and so on.
  private func crops(
    _ preset: Preset, _ count: CropCount, _ width: Int = 1920, _ height: Int = 1080,
    copies: [Int: Int] = [:]
  ) throws -> [EventCrop] {
    let places = try Preprocessing(preset, crops: count).cropPlaces(
      pictureWidth: width, pictureHeight: height)
    return places.enumerated().map { index, place in
      EventCrop(
        x: place.x, y: place.y, width: place.width, height: place.height, isMirrored: place.isMirrored,
        score: Float((copies[index] ?? index) + 1) / 10, copyOf: copies[index])
    }
  }

  @Test(arguments: [(1920, 1080), (1080, 1920), (640, 480), (480, 480)])
  func `are crops with their mirror images, wherever the latter are in the list`(width: Int, height: Int)
    throws
  {
    let parts = PicturePart.all(of: try crops(.rtfm, .ten, width, height))
    #expect(parts.map(\.name) == ["top left", "top right", "bottom left", "bottom right", "centre"])
    // The seventh crop is the top left of the mirrored picture's right.
    let scores: [Float] = [(0.1 + 0.7) / 2, (0.2 + 0.6) / 2, (0.3 + 0.9) / 2, (0.4 + 0.8) / 2, (0.5 + 1) / 2]
    for (part, score) in zip(parts, scores) {
      #expect(abs((part.score ?? 0) - score) < 1e-6 && part.hasMirrorImage)
      #expect(abs((part.difference ?? 9) - (score - 0.55)) < 1e-6)
    }
  }

  @Test func `have the mean of all crops as their mean, and names by where they are`() throws {
    let all = try crops(.gowtham, .five)
    let parts = PicturePart.all(of: all)
    #expect(parts.map(\.name) == ["top left", "top right", "centre", "bottom left", "bottom right"])
    #expect(parts.allSatisfy { !$0.hasMirrorImage })
    let mean = parts.compactMap(\.score).reduce(0, +) / 5
    #expect(abs(mean - PicturePart.mean(of: all)) < 1e-6)
    #expect(abs(parts.compactMap(\.difference).reduce(0, +)) < 1e-6)
    #expect(PicturePart.all(of: []) == [])
  }

  @Test func `that were left out have no score, and copies do not count for others`() throws {
    let centre = PicturePart.all(
      of: try crops(
        .rtfm, .ten,
        copies: Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, 4) })
          .filter { $0.key != 4 }))
    #expect(centre.map(\.score) == [nil, nil, nil, nil, 0.5] && centre[4].difference == 0)
    let partners = CropOrder.partners(of: .rtfm)
    let five = PicturePart.all(
      of: try crops(
        .rtfm, .ten, copies: Dictionary(uniqueKeysWithValues: (5..<10).map { ($0, partners[$0 - 5]) })))
    #expect(five.map(\.score) == [0.1, 0.2, 0.3, 0.4, 0.5] && five.allSatisfy { !$0.hasMirrorImage })
    #expect(five.compactMap(\.difference).map { ($0 * 100).rounded() } == [-20, -10, 0, 10, 20])
  }

  @Test func `are one where all crops show all of it`() throws {
    let parts = PicturePart.all(of: try crops(.compact, .ten))
    #expect(parts.map(\.name) == ["whole picture"] && parts[0].hasMirrorImage)
    #expect(PicturePart.all(of: try crops(.rtfm, .one)).map(\.name) == ["centre"])
  }

  @Test func `are a table on a terminal, and crops in JSON`() throws {
    let folder = try TemporaryFolder()
    let store = try StationStore(folder: folder.url)
    let start = Date(timeIntervalSince1970: 1_795_832_047)
    let event = StoredEvent(
      id: UUID(), camera: "door", severity: .alarm, state: .ended, start: start, end: start + 12,
      peakScore: 0.55, peakDate: start + 4, threshold: 0.5, model: "demo")
    try store.put(event, crops: try crops(.rtfm, .ten))
    let lines = try EventPage(event, in: store).lines()
    #expect(
      lines.suffix(7) == [
        "part of the picture  score  from the mean",
        "top left             0.400         -0.150",
        "top right            0.400         -0.150",
        "bottom left          0.600         +0.050",
        "bottom right         0.600         +0.050",
        "centre               0.750         +0.200",
        "the peak is the mean of these, each as it is and mirrored; the parts overlap",
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let crops = try crops(.compact, .one)
    let text = String(decoding: try encoder.encode(EventLine(event, crops: crops)), as: UTF8.self)
    #expect(
      text.contains(
        #""crops":[{"height":1,"mirrored":false,"score":0.10000000149011612,"width":1,"x":0,"y":0}]"#)
        || text.contains(#""crops":[{"height":1,"mirrored":false,"score":0.1,"width":1,"x":0,"y":0}]"#))
    #expect(!String(decoding: try encoder.encode(EventLine(event)), as: UTF8.self).contains("crops"))
  }
}
