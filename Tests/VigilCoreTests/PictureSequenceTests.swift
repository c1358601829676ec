import Foundation
import Testing
import VigilCore
import VigilTestSupport

@Suite struct `A sequence of pictures` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ names: String..., in place: String = "frames") throws {
    for name in names {
      let file = folder.appending("\(place)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("12345".utf8).write(to: file)
    }
  }

  private func sequence(_ path: String = "frames") throws -> PictureSequence? {
    try PictureSequence(folder.path(path))
  }

  @Test(arguments: ["jpg", "jpeg", "png", "tif", "tiff", "bmp", "JPG", "TIF"])
  func `is a folder of numbered pictures, in the order of their numbers`(ending: String) throws {
    try make("10.\(ending)", "9.\(ending)", "2.\(ending)", "1.\(ending)")
    let found = try #require(try sequence())
    #expect(found.names == ["1", "2", "9", "10"].map { "\($0).\(ending)" })
    #expect(found.files[0].path == folder.path("frames/1.\(ending)"))
  }

  @Test func `has no other files in it`() throws {
    try make("001.tif", "002.tif", "._001.tif", "Thumbs.db", ".DS_Store", "cover.tif", "notes1.txt")
    #expect(try sequence()?.names == ["001.tif", "002.tif"])
    #expect(PictureSequence.bytes(of: folder.appending("frames")) == 10)
    #expect(PictureSequence.bytes(of: folder.appending("frames/001.tif")) == 5)
  }

  @Test func `counts the numbers that are missing`() throws {
    try make("img_0001.png", "img_0002.png", "img_0005.png", "img_0006.png")
    #expect(try sequence()?.missing == 2)
    // Each third frame is no gap, but a missing third frame is.
    try make("f3.jpg", "f6.jpg", "f9.jpg", "f15.jpg", in: "thirds")
    #expect(try sequence("thirds")?.missing == 1)
    // Moments do not come in equal steps.
    try make("t1700000000033.jpg", "t1700000000067.jpg", "t1700000000100.jpg", in: "times")
    #expect(try sequence("times")?.missing == 0)
    try make("7.jpg", in: "one")
    #expect(try sequence("one")?.missing == 0)
    try make("2026-01-01_10-59-59.jpg", "2026-01-01_11-00-00.jpg", "2026-01-01_11-00-01.jpg", in: "dates")
    let dates = try #require(try sequence("dates"))
    #expect(dates.missing == 0 && dates.names.last == "2026-01-01_11-00-01.jpg")
  }

  @Test func `is not a folder of videos, of folders or of pictures without numbers`() throws {
    try make("1.jpg", "2.jpg", "a.mp4", in: "videos")
    try make("1.jpg", "2.jpg", "sub/3.jpg", in: "folders")
    try make("a.jpg", "b.jpg", in: "names")
    for place in ["videos", "folders", "names", "nowhere", "videos/1.jpg"] {
      #expect(try sequence(place) == nil, "\(place)")
    }
    try FileManager.default.createDirectory(at: folder.appending("empty"), withIntermediateDirectories: true)
    #expect(try sequence("empty") == nil)
  }

  @Test func `must be one`() throws {
    try make("left_000001.jpg", "left_000002.jpg", "right_000001.jpg", "right_000002.jpg")
    let error = #expect(throws: CoreError.self) { try sequence() }
    #expect(error?.code == .severalSequences)
    #expect(
      error?.message.contains("2 sequences of pictures; name one by its pattern") == true
        && error?.message.contains("left_%06d.jpg") == true, "\(error?.message ?? "")")
    #expect(try sequence("frames/left_%06d.jpg")?.names == ["left_000001.jpg", "left_000002.jpg"])
  }

  @Test func `may be named by a pattern`() throws {
    try make("a1.jpg", "a02.jpg", "a00003.jpg", "a000004.jpg", "b00001.jpg", "a00001.png")
    #expect(try sequence("frames/a%05d.jpg")?.names == ["a00003.jpg", "a000004.jpg"])
    #expect(try sequence("frames/a%d.jpg")?.names == ["a1.jpg", "a02.jpg", "a00003.jpg", "a000004.jpg"])
    let error = #expect(throws: CoreError.self) { try sequence("frames/c%d.jpg") }
    #expect(error?.message.contains("is called as c%d.jpg says") == true)
    #expect(try sequence("nowhere/c%d.jpg") == nil && sequence("frames/%d%d.jpg") == nil)
    // A file of that very name is a file.
    try make("%d.jpg")
    #expect(try sequence("frames/%d.jpg") == nil)
  }
}
