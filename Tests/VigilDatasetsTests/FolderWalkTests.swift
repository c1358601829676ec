import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilTestSupport

@Suite struct `A walk through a folder` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ names: String...) throws {
    for name in names {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
  }

  private func walk() throws -> FolderWalk { try FolderWalk(folder.url) { VideoName.isVideo($0) } }

  @Test func `finds videos of every container, in capitals too`() throws {
    let endings = [
      "mp4", "m2ts", "asf", "dav", "264", "265", "vob", "hevc", "ogv", "m2v", "mp4v", "3g2", "f4v", "divx",
      "MTS", "h265",
    ]
    for ending in endings { try make("sub/clip.\(ending)") }
    #expect(try Set(walk().files) == Set(endings.map { "sub/clip.\($0)" }))
    #expect(try walk().passedOver == nil)
    for ending in endings { #expect(VideoName.stem("sub/clip.\(ending)") == "clip") }
    #expect(VideoName.stem("Bad.Boys.1995") == "Bad.Boys.1995")
  }

  @Test func `counts what it passes over`() throws {
    try make("a.mp4", "b.txt", "sub/c.TXT", "sub/d.dat", "sub/README", ".hidden")
    let walk = try walk()
    #expect(walk.files == ["a.mp4"] && walk.problems.isEmpty)
    #expect(walk.others == ["b.txt", "sub/README", "sub/c.TXT", "sub/d.dat"])
    #expect(walk.passedOver == "2 .txt, 1 .dat, 1 without an ending")
  }

  @Test func `says which names are no text, and which links lead nowhere`() throws {
    try make("a.mp4")
    // é as Windows once wrote it.
    let bytes = Array(folder.path("caf").utf8) + [0xE9] + Array(".mp4".utf8)
    let descriptor = bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
      (Array(name) + [0]).withUnsafeBufferPointer { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o644) }
    }
    try #require(descriptor >= 0)
    close(descriptor)
    for (link, target) in [("gone.mp4", "nowhere"), ("loop.mp4", "loop.mp4"), ("gone.txt", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(link), withDestinationPath: folder.path(target))
    }
    let walk = try walk()
    #expect(walk.files == ["a.mp4"])
    #expect(walk.problems.count == 3, "\(walk.problems)")
    for part in [
      "caf\\xE9.mp4 is not text in UTF-8", "gone.mp4 is a link to a file that is not there", "loop.mp4: ",
    ] {
      #expect(walk.problems.contains { $0.contains(part) }, "\(walk.problems)")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may look into every folder"))
  func `says which folders may not be read`() throws {
    try make("a.mp4", "closed/b.mp4")
    chmod(folder.path("closed"), 0)
    defer { chmod(folder.path("closed"), 0o700) }
    let walk = try walk()
    #expect(walk.files == ["a.mp4"])
    #expect(walk.problems.first?.contains("closed: Permission denied") == true, "\(walk.problems)")
  }

  @Test func `finds the file of a manifest by its own spelling`() throws {
    // As macOS stores it, and as it is typed.
    try make("riot/cafe\u{301}.mp4")
    let index = try FileIndex.videos(folder.url)
    for path in ["riot/caf\u{E9}.mp4", "caf\u{E9}.mp4"] {
      let file = try #require(index.url(Manifest.Video(path: path, label: "riot")))
      #expect(file.path.utf8.elementsEqual(folder.path("riot/cafe\u{301}.mp4").utf8), "\(path)")
    }
    // Where both are there, each is found as it is written.
    try make("riot/caf\u{E9}.mp4")
    let both = try FileIndex.videos(folder.url)
    for path in ["riot/caf\u{E9}.mp4", "riot/cafe\u{301}.mp4"] {
      let file = try #require(both.url(Manifest.Video(path: path, label: "riot")))
      #expect(file.path.utf8.elementsEqual(folder.path(path).utf8))
    }
  }

  /// As ShanghaiTech and UCSD Ped2 are published.
  @Test func `finds folders of frames, but not their masks`() throws {
    for number in 1...3 {
      try make(
        "testing/frames/01_0014/00\(number).jpg", "UCSDped2/Test/Test001/00\(number).tif",
        "UCSDped2/Test/Test001_gt/00\(number).bmp", "mixed/a\(number).jpg", "mixed/b\(number).jpg",
        "training/frames/01_001/00\(number).jpg")
    }
    try make("training/videos/01_001.avi", "photo/1.jpg")
    let walk = try FolderWalk(videosIn: folder.url)
    let sequences = ["UCSDped2/Test/Test001", "testing/frames/01_0014", "training/frames/01_001"]
    #expect(walk.sequences == Set(sequences))
    #expect(walk.files == sequences + ["training/videos/01_001.avi"])
    #expect(walk.passedOver == "7 .jpg, 3 .bmp")
    // For a list they are videos like others; frames beside the video that they are of are not asked for.
    let index = try FileIndex.videos(folder.url)
    func path(_ name: String) -> String? {
      index.url(Manifest.Video(path: name, label: "normal"))?.path
    }
    #expect(path("01_0014.avi") == folder.path("testing/frames/01_0014"))
    #expect(path("UCSDped2/Test/Test001") == folder.path("UCSDped2/Test/Test001"))
    #expect(path("01_001") == folder.path("training/videos/01_001.avi"))
    let list = try ExtractionList(
      inputs: [folder.path("UCSDped2"), folder.path("testing/frames/01_0014")], list: nil)
    #expect(list.items.map(\.name) == ["Test/Test001", "01_0014"])
    let several = #expect(throws: DatasetError.self) {
      try ExtractionList(inputs: [folder.path("mixed")], list: nil)
    }
    #expect(several?.message.contains("mixed/a%d.jpg") == true, "\(several?.message ?? "")")
    let pattern = try ExtractionList(inputs: [folder.path("mixed/b%d.jpg")], list: nil)
    #expect(pattern.items.map(\.name) == ["mixed"])
  }

  @Test func `finds features under a name that had to be cut`() throws {
    let name = String(repeating: "x", count: 252)
    try make(FileName.fitting(name, ".npy"))
    let index = try FileIndex.features(folder.url)
    #expect(index.url(Manifest.Video(path: name + ".ts", label: "normal")) != nil)
  }

  @Test func `of a list to extract tells what was not looked at`() throws {
    try make("videos/cafe\u{301}.mp4", "videos/notes.doc")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("videos/gone.mp4"), withDestinationPath: "nowhere")
    let list = try ExtractionList(inputs: [folder.path("videos")], list: nil)
    #expect(list.problems.count == 1 && list.items.count == 1)
    #expect(
      list.passedOver.first?.hasSuffix("not called as videos are: 1 .doc") == true, "\(list.passedOver)")
    #expect(throws: DatasetError.self) { try list.videos() }
    try Data("caf\u{E9}.mp4\n".utf8).write(to: folder.appending("videos/list.txt"))
    let listed = try ExtractionList(inputs: [], list: folder.path("videos/list.txt"))
    #expect(FileManager.default.fileExists(atPath: listed.items[0].video.path))
  }
}
