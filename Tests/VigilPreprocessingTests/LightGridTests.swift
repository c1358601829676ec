import Testing
import VigilCore
import VigilPreprocessing

@Suite struct `A grid of light` {
  private func frame(_ width: Int, _ height: Int, _ level: (Int, Int) -> UInt8) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<height { for x in 0..<width { pixels += Array(repeating: level(x, y), count: 3) } }
    return Frame(index: 0, time: 0, width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [(1, 1), (2, 3), (97, 61), (160, 90), (320, 240), (641, 363), (1280, 720), (96, 2000)])
  func `has the brightness of an even picture of any size`(width: Int, height: Int) {
    let grid = LightGrid(frame(width, height) { _, _ in 77 })
    #expect(grid.samples.allSatisfy { $0 == 77 * 16 })
  }

  @Test func `averages the pixels of each sample`() {
    // Samples of 2 x 2 pixels: 10, 11 and 20, 22 in the first.
    let grid = LightGrid(frame(320, 180) { x, y in UInt8((10 + x % 2) * (y % 2 + 1)) })
    let mean: UInt16 = (10 + 11 + 20 + 22) * 4
    #expect(grid.samples.allSatisfy { $0 == mean })
  }

  @Test func `shows a person a fortieth of the picture high in two samples`() {
    let empty = LightGrid(frame(640, 360) { _, _ in 100 })
    let person = LightGrid(
      frame(640, 360) { x, y in (400..<404).contains(x) && (200..<209).contains(y) ? 20 : 100 })
    let changed = zip(empty.samples, person.samples).filter { $0 != $1 }
    #expect((2...3).contains(changed.count) && changed.contains { $0.0 - $0.1 > 70 * 16 })
  }

  @Test func `is surveyed over a snippet`() throws {
    var survey = LightSurvey()
    let nothing = survey.take()
    #expect(nothing == nil)
    for level in [10, 40, 40] as [UInt16] {
      survey.add(LightGrid(samples: Array(repeating: level * 16, count: LightGrid.rows * LightGrid.columns)))
    }
    let taken = survey.take()
    let whole = try #require(taken)
    #expect(whole.lowest.allSatisfy { $0 == 160 } && whole.highest.allSatisfy { $0 == 640 })
    #expect(whole.means.allSatisfy { abs($0 - 30) < 1e-4 } && whole.frames == 3)
    #expect(survey.frames == 0)
  }
}
