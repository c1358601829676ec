import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilTestSupport

@Suite struct `Files of features` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func make(_ names: String...) throws {
    for name in names {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(name.utf8).write(to: file)
    }
  }

  func named(_ names: String...) throws -> [String] {
    try FeatureFiles.named(names.map { folder.path($0) }).map(\.lastPathComponent)
  }

  func complaint(_ names: String...) -> String? {
    #expect(throws: DatasetError.self) { try FeatureFiles.named(names.map { folder.path($0) }) }?.message
  }

  @Test func `are those of folders by name, of lists and single ones, in the order that they are named`()
    throws
  {
    try make("f/b.npy", "f/a.npy", "f/a.json", "c.npy")
    try Data("c.npy\n\n  \(folder.path("f/b.npy"))\n".utf8).write(to: folder.appending("list"))
    #expect(try named("c.npy", "f", "list") == ["c.npy", "a.npy", "b.npy", "c.npy", "b.npy"])
  }

  @Test func `that are missing are named all at once`() throws {
    try make("empty/readme")
    try Data("gone.npy".utf8).write(to: folder.appending("list"))
    let message = complaint("nowhere", "empty", "list") ?? ""
    for part in [
      "there is no ", "nowhere;", "empty has no .npy file", "list names gone.npy, which is not there",
    ] {
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test func `say how they were made, in the form of every version`() throws {
    let method = FeatureProvenance.Method(
      preprocessing: "rtfm/10", extractor: "i3d", weights: "0123456789abcdef", precision: "fp32")
    let made = FeatureProvenance(
      method: method, video: "v.mp4", videoBytes: 7, frames: 33, snippets: 3, shape: [3, 10, 8], engine: "e")
    let features = folder.appending("v.npy")
    try made.write(beside: features)
    #expect(FeatureProvenance.beside(features) == made)
    let json = try String(contentsOf: folder.appending("v.json"), encoding: .utf8)
    #expect(
      json.contains("\"preprocessing\" : \"rtfm/10\"") && json.contains("\"video_bytes\" : 7"), "\(json)")
    let former = json.replacingOccurrences(of: "\"method\"", with: "\"recipe\"")
      .replacingOccurrences(of: "\"preprocessing\"", with: "\"clips\"")
    #expect(former.contains("\"recipe\"") && former.contains("\"clips\""))
    try Data(former.utf8).write(to: folder.appending("older.json"))
    #expect(FeatureProvenance.beside(folder.appending("older.npy")) == made)
    #expect("\(method)" == "rtfm/10, i3d, weights 0123456789ab, fp32")
    #expect(FeatureProvenance.beside(folder.appending("other.npy")) == nil)
  }
}

@Suite struct `Videos to extract` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.mp4", "sub/b.mp4", "sub/c.mkv", "sub/notes.txt"] {
      let file = folder.appending("videos/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
  }

  func list(_ inputs: [String], list: String? = nil) throws -> [String] {
    try ExtractionList(inputs: inputs.map { folder.path($0) }, list: list.map { folder.path($0) })
      .items.map(\.name)
  }

  @Test func `keep the folders under a folder that is named`() throws {
    #expect(try list(["videos"]) == ["a", "sub/b", "sub/c"])
    #expect(try list(["videos/sub/b.mp4", "videos/sub/notes.txt"]) == ["b", "notes"])
  }

  @Test func `are named by a list relative to it, and features never leave their folder`() throws {
    try Data("# two of three\na.mp4\n\n../videos/sub/b.mp4\n".utf8).write(
      to: folder.appending("videos/list.txt"))
    #expect(try list([], list: "videos/list.txt") == ["a", "videos/sub/b"])
    let error = #expect(throws: DatasetError.self) { try list([], list: "none.txt") }
    #expect(error?.message.contains("cannot read the list") == true)
  }

  @Test func `are refused all at once where they are missing or would become the same file`() throws {
    try FileManager.default.createDirectory(at: folder.appending("more"), withIntermediateDirectories: true)
    try Data().write(to: folder.appending("more/a.mov"))
    let error = #expect(throws: DatasetError.self) {
      try list(["videos", "nowhere", "videos/sub/b.mp4", "more"])
    }
    let message = try #require(error?.message)
    for part in ["nowhere", "a.mov", "would both become a.npy"] {
      #expect(message.contains(part), "\(message)")
    }
    #expect(!message.contains("become sub/b.npy"))
    let twice = #expect(throws: DatasetError.self) { try list(["videos/a.mp4", "videos/a.mp4"]) }
    #expect(twice?.message.contains("is named twice") == true)
    try FileManager.default.createDirectory(at: folder.appending("empty"), withIntermediateDirectories: true)
    let none = #expect(throws: DatasetError.self) { try list(["empty"]) }
    #expect(none?.message.contains("the inputs contain no video") == true)
  }

  @Test func `keep their endings where only these differ`() throws {
    for name in ["a.mov", "sub/a.asf"] { try Data().write(to: folder.appending("videos/\(name)")) }
    let names = try list(["videos"])
    #expect(names == ["a.mov", "a.mp4", "sub/a", "sub/b", "sub/c"])
    // And are found by what a manifest calls them.
    for name in names {
      let file = folder.appending("features/\(name).npy")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    let index = try FileIndex.features(folder.appending("features"))
    for (video, features) in [("a.mov", "a.mov.npy"), ("a.mp4", "a.mp4.npy"), ("sub/a.asf", "sub/a.npy")] {
      let url = index.url(Manifest.Video(path: video, label: "normal"))
      #expect(url?.path == folder.path("features/\(features)"), "\(video)")
    }
  }

  @Test func `of a manifest are called as it calls them`() throws {
    let manifest = videos([.init(path: "../x/a.mp4", label: "normal"), .init(path: "b.mp4", label: "fire")])
    let files = ["a.mp4", "sub/b.mp4"].map { folder.appending("videos/\($0)") }
    #expect(try ExtractionList(manifest, files: files).items.map(\.name) == ["x/a", "b"])
    let same = videos([.init(path: "a.mp4", label: "normal"), .init(path: "./a.mp4", label: "fire")])
    #expect(throws: DatasetError.self) { try ExtractionList(same, files: files) }
  }

  @Test func `cannot be calibrated on and held out, by whichever link`() throws {
    let (file, link) = (folder.appending("videos/a.mp4"), folder.appending("link.mp4"))
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    let error = #expect(throws: DatasetError.self) {
      try ExtractionList.verifyApart(calibration: [file], heldOut: [link])
    }
    #expect(error?.message.contains("choose one") == true)
    try ExtractionList.verifyApart(calibration: [file], heldOut: [folder.appending("videos/sub/b.mp4")])
  }

  @Test func `are divided among shards, each once, and into blocks of neighbours`() throws {
    let all = Array(0..<11)
    let shards = try (0..<4).map { try #require(Shard("\($0)/4")) }
    #expect(shards.flatMap { $0.part(of: all) }.sorted() == all)
    #expect(shards[1].part(of: all) == [1, 5, 9] && "\(shards[1])" == "1/4")
    #expect(shards.flatMap { $0.block(of: 11) } == all)
    #expect(shards.map { $0.block(of: 11).count } == [2, 3, 3, 3])
    for text in ["4/4", "-1/4", "1", "1/0", "a/b", "1/2/3", ""] { #expect(Shard(text) == nil, "\(text)") }
  }
}
