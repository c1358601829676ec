import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilTensorFiles
import VigilTestSupport

@Suite struct `What is found` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `name everything that is wrong with a manifest`() {
    let manifest = Manifest(
      videos([
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "b.mp4", label: "fire", split: .train),
        .init(path: "b.mp4", label: "fire", split: .test, intervals: [0..<1]),
        .init(path: "c.mp4", label: "normal", split: .test, intervals: [0..<5]),
        .init(path: "d.mp4", label: "fire", split: .test),
        .init(path: "e.mp4", label: "fire", split: .test, frames: 100, intervals: [100..<110]),
        .init(path: "f.mp4", label: "fire", split: .test, frames: 100, intervals: [0..<117]),
        .init(path: "g.mp4", label: "fire", split: .test, frames: 100, intervals: [0..<116, 50..<60]),
        .init(path: "h.mp4", label: "normal", split: .validation), .init(path: "i.mp4", label: "normal"),
      ]))
    let findings = Findings(manifest)
    #expect(
      findings.problems == [
        "1 video is listed more than once: a.mp4", "1 video is in more than one split: b.mp4",
        "1 video is normal but has intervals: c.mp4",
        "1 video is abnormal but has no intervals to test with: d.mp4",
        "2 videos have intervals outside their length: e.mp4 (100-109 of 100 frames), f.mp4 (0-116 of 100 frames)",
        "the only video for validation is normal; abnormal ones are needed too",
      ])
    #expect(findings.notes.count == 3)
    for name in ["g.mp4 (16 of 100)", "overlap and count once: g.mp4", "i.mp4"] {
      #expect(findings.notes.contains { $0.contains(name) }, "\(name)")
    }
  }

  @Test func `are none for a good manifest`() {
    let manifest = Manifest(
      videos([
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "b.mp4", label: "fire", split: .train),
        .init(path: "c.mp4", label: "normal", split: .test),
        .init(path: "d.mp4", label: "fire", split: .test, frames: 9, intervals: [0..<9]),
      ]))
    #expect(Findings(manifest) == Findings())
    var compared = Findings()
    compared.compare(manifest, with: .ucfCrime)
    #expect(compared.notes.count == 2 && compared.problems.isEmpty)
    #expect(compared.notes[1].contains("140 abnormal and 150 normal"))
  }

  @Test func `name few of many`() {
    let videos = (0..<9).map { Manifest.Video(path: "\($0).mp4", label: "normal", intervals: [0..<1]) }
    #expect(
      Findings(Manifest(videos)).problems.contains(
        "9 videos are normal but have intervals: 0.mp4, 1.mp4, 2.mp4, 3.mp4, 4.mp4 and 4 more"))
  }

  @Test func `on files find them wherever they lie, and leaks between splits`() throws {
    for (name, text) in [
      ("p/a.mp4", "1"), ("q/b.mp4", "22"), ("q/twice.mp4", "3"), ("r/twice.mp4", "3"), ("r/c.mp4", "22"),
    ] {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let manifest = Manifest(
      videos([
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "q/b.mp4", label: "fire", split: .train),
        .init(path: "twice.mp4", label: "fire", split: .train),
        .init(path: "none.mp4", label: "fire", split: .train),
        .init(path: "elsewhere/c.mp4", label: "fire", split: .test, intervals: [0..<1]),
      ]))
    var findings = Findings()
    let files = findings.lookForVideos(of: manifest, in: try .videos(folder.url))
    #expect(files.map { $0?.lastPathComponent } == ["a.mp4", "b.mp4", nil, nil, "c.mp4"])
    #expect(findings.problems.count == 3)
    #expect(findings.problems[0].contains("is not in") && findings.problems[0].contains("none.mp4"))
    #expect(findings.problems[1].contains("several files") && findings.problems[1].contains("twice.mp4"))
    #expect(findings.problems[2].contains("q/b.mp4 = elsewhere/c.mp4"))
  }

  @Test func `on features find those of published sets too`() throws {
    for (name, count) in [("sub/a.npy", 3), ("Abuse001_x264_i3d.npy", 2)] {
      try NPY.write(
        Tensor(shape: [count, 1, 2], values: Array(repeating: 0, count: 2 * count)),
        to: folder.appending(name))
    }
    try Data("no array".utf8).write(to: folder.appending("bad.npy"))
    var findings = Findings()
    let videos = ["sub/a.mp4", "Abuse/Abuse001_x264.mp4", "bad.mp4", "none.mp4"].map {
      Manifest.Video(path: $0, label: "normal")
    }
    #expect(findings.lookForFeatures(of: videos, in: try .features(folder.url)) == [3, 2, nil, nil])
    #expect(findings.problems.count == 2)
    #expect(findings.problems[1].contains("bad.npy"))
  }
}
