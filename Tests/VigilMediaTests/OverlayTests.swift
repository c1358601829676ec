import Testing
import VigilCore
import VigilMedia

@Suite struct `An overlay` {
  private func grey(width: Int, height: Int) -> Frame {
    Frame(
      index: 0, time: 0, width: width, height: height,
      pixels: Array(repeating: 100, count: width * height * 3))
  }

  private func pixel(_ frame: Frame, _ column: Int, _ row: Int) -> [UInt8] {
    let start = (row * frame.width + column) * 3
    return Array(frame.pixels[start..<start + 3])
  }

  @Test(arguments: [
    (0.8734, " 0.873"), (1, " 1.000"), (0, " 0.000"), (0.0005, " 0.001"), (-0.25, "-0.250"),
    (-0.0001, " 0.000"),
    (.nan, " -.---"), (12.5, " 12.500"),
  ])
  func `writes three decimals`(score: Float, text: String) {
    #expect(Overlay.text(for: score) == text)
  }

  @Test func `draws a red border of three pixels above the threshold, and only there`() {
    var frame = grey(width: 320, height: 240)
    Overlay(threshold: 0.6).draw(0.7, on: &frame)
    for corner in [(0, 0), (319, 0), (0, 239), (319, 239), (2, 120), (317, 120), (160, 2), (160, 237)] {
      #expect(pixel(frame, corner.0, corner.1) == [255, 0, 0])
    }
    for inside in [(3, 120), (316, 120), (160, 3), (160, 236)] {
      #expect(pixel(frame, inside.0, inside.1) == [100, 100, 100])
    }
    var calm = grey(width: 320, height: 240)
    Overlay(threshold: 0.6).draw(0.6, on: &calm)
    #expect(pixel(calm, 0, 0) == [100, 100, 100])
  }

  @Test func `draws the digits of the score at the top left`() {
    var frame = grey(width: 64, height: 24)
    Overlay(threshold: 1).draw(0.174, on: &frame)
    let picture = (4..<20).map { row in
      (4..<52).map { pixel(frame, $0, row) == [255, 255, 255] ? "#" : "." }.joined()
    }
    // The second character is a 0: a ring with a hole in its middle; the fourth a 1, the fifth a 7, the sixth a 4.
    #expect(picture[2].dropFirst(8).prefix(8) == "..####..")
    #expect(picture[8].dropFirst(8).prefix(8) == ".##..##.")
    #expect(picture[13].dropFirst(16).prefix(8) == "...##...", "the point")
    #expect(picture[13].dropFirst(24).prefix(8) == ".######.", "the foot of the 1")
    #expect(picture[2].dropFirst(32).prefix(8) == ".######.", "the roof of the 7")
    #expect(picture[10].dropFirst(40).prefix(8) == ".######.", "the bar of the 4")
    #expect(pixel(frame, 5, 5) == [25, 25, 25], "the ground is darkened")
    #expect(pixel(frame, 3, 5) == [100, 100, 100] && pixel(frame, 60, 22) == [100, 100, 100])
  }

  @Test func `grows with the picture`() {
    var frame = grey(width: 1920, height: 1080)
    Overlay(threshold: 0).draw(0.5, on: &frame)
    #expect(pixel(frame, 960, 5) == [255, 0, 0] && pixel(frame, 960, 6) == [100, 100, 100])
    // The roof and the floor of the 0, each two rows, four times as thick.
    #expect((0..<1080).filter { pixel(frame, 60, $0) == [255, 255, 255] }.count == 16)
  }

  @Test(arguments: [(1, 1), (2, 5), (7, 3), (40, 2)])
  func `fits pictures of any size`(width: Int, height: Int) {
    var frame = grey(width: width, height: height)
    Overlay(threshold: 0).draw(1, on: &frame)
    #expect(frame.pixels.count == width * height * 3)
  }

  @Test func `draws nothing where there is no score`() {
    var frame = grey(width: 32, height: 32)
    Overlay(threshold: 0).draw(nil, on: &frame)
    #expect(frame.pixels == grey(width: 32, height: 32).pixels)
  }
}
