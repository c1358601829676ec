import Testing
import VigilCore
import VigilNetworks

@Suite struct `A region of a feature map` {
  /// The mean over the pixels of a region, each having the value of its cell: the definition, written out.
  static func plainAverage(_ map: Tensor, _ region: PixelRegion) -> [Double] {
    let (channels, moments, height, width) = (map.shape[1], map.shape[2], map.shape[3], map.shape[4])
    return (0..<channels).map { channel in
      var sum = 0.0
      for moment in 0..<moments {
        for y in region.y..<region.y + region.height {
          for x in region.x..<region.x + region.width {
            let (row, column) = (min(y / 32, height - 1), min(x / 32, width - 1))
            sum += Double(
              map.values[((channel * moments + moment) * height + row) * width + column])
          }
        }
      }
      return sum / Double(moments * region.height * region.width)
    }
  }

  @Test func `counts cells at its edges by the part inside`() {
    let right = MapRegion(
      PixelRegion(x: 116, y: 32, width: 224, height: 224), cell: 32, rows: 8, columns: 11)
    // In parts of 224 pixels, which is what the region has.
    func parts(_ shares: [Double]) -> [Int] { shares.map { Int(($0 * 224).rounded()) } }
    #expect(parts(right.rows) == [0, 32, 32, 32, 32, 32, 32, 32])
    #expect(parts(right.columns) == [0, 0, 0, 12, 32, 32, 32, 32, 32, 32, 20])
    // 260 pixels give eight cells, and the last four pixels count with the last of them.
    let beyond = MapRegion(
      PixelRegion(x: 36, y: 0, width: 224, height: 256), cell: 32, rows: 8, columns: 8)
    #expect(parts(beyond.columns) == [0, 28, 32, 32, 32, 32, 32, 36])
    #expect(parts(beyond.rows) == [28, 28, 28, 28, 28, 28, 28, 28])
  }

  /// Odd sizes, both layouts, regions that begin anywhere.
  @Test(arguments: [
    (I3DNonLocal.Layout.layout32x2, 16, 64, 101), (.layout32x2, 8, 133, 70), (.layout8x8, 8, 65, 99),
  ])
  func `has the mean of what it covers`(
    layout: I3DNonLocal.Layout, frames: Int, height: Int, width: Int
  ) throws {
    let extractor = try I3DNonLocal(layout: layout, width: 0.125)
    let regions = [
      PixelRegion(x: 0, y: 0, width: 64, height: 64),
      PixelRegion(x: width - 64, y: height - 64, width: 64, height: 64),
      PixelRegion(x: 3, y: 1, width: 40, height: 17),
    ]
    func graph(_ output: I3DNonLocal.Output) throws -> Graph {
      try extractor.graph(frames: frames, frameHeight: height, frameWidth: width, output: output)
    }
    let snippet = Tensor(
      shape: [2, 3, frames, height, width],
      values: DeterministicValues.uniform("clip.regions", count: 6 * frames * height * width))
    let (plain, pooled) = (try graph(.map), try graph(.regions(regions)))
    #expect(pooled.outputs[0].shape == ["batch", 3, 256])
    #expect(pooled.parameterCount == plain.parameterCount)
    #expect(pooled.multiplyAccumulates == plain.multiplyAccumulates)
    let weights = Weights.deterministic(for: plain)
    let maps = try #require(
      try ReferenceInterpreter.run(Network(plain, weights), ["snippet": snippet]).values.first)
    let features = try #require(
      try ReferenceInterpreter.run(Network(pooled, weights), ["snippet": snippet])["features"])
    #expect(features.shape == [2, 3, 256])
    let size = maps.values.count / 2
    for item in 0..<2 {
      let map = Tensor(
        shape: [1] + maps.shape.dropFirst(), values: Array(maps.values[item * size..<(item + 1) * size]))
      for (index, region) in regions.enumerated() {
        let start = (item * 3 + index) * 256
        let values = Array(features.values[start..<start + 256])
        #expect(
          relativeDifference(values, Self.plainAverage(map, region).map { Float($0) }) < 1e-6, "\(region)")
      }
    }
    #expect(Set(features.values.prefix(3 * 256)).count > 3 * 128, "regions differ")
  }

  @Test func `that is the whole frame has the feature of the frame as a crop`() throws {
    let golden: Golden.Extractor = try Golden.read("i3d_narrow")
    let whole = PixelRegion(x: 0, y: 0, width: 64, height: 64)
    let graph = try I3DNonLocal(width: 0.25).graph(
      frameHeight: 64, frameWidth: 64, output: .regions([whole]))
    let snippet = Golden.snippet("clip.narrow", frames: 16, side: 64)
    let features = try #require(
      try ReferenceInterpreter.run(.deterministic(graph), ["snippet": snippet])["features"])
    #expect(features.shape == [1, 1, 512])
    #expect(relativeDifference(features.values, try #require(golden.features.values)) < 1e-5)
  }

  @Test func `changes the identity of a network, and is refused by those without a map`() throws {
    func graph(x: Int) throws -> Graph {
      try Architecture.i3dNonLocal(I3DNonLocal(width: 0.125)).regionGraph(
        frames: 16, frameHeight: 64, frameWidth: 96,
        regions: [PixelRegion(x: x, y: 0, width: 64, height: 64)])
    }
    let identities = try [0, 1].map { NetworkIdentity(try graph(x: $0), weightsSHA256: "0").hex }
    #expect(Set(identities).count == 2)
    let error = #expect(throws: NetworksError.self) {
      try Architecture.flow(FlowStatistics()).regionGraph(
        frames: 16, frameHeight: 256, frameWidth: 340,
        regions: [PixelRegion(x: 0, y: 0, width: 224, height: 224)])
    }
    #expect(error?.code == .unsupportedArchitecture)
  }
}
