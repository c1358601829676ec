import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTestSupport

@Suite struct `Manifests` {
  @Test func `reads what it wrote`() throws {
    let manifest = Manifest(
      videos([
        .init(
          path: "a/Fire, \"big\" 1.mp4", label: "fire", split: .test, frames: 500,
          intervals: [240..<301, 410..<451]),
        .init(path: "b.mp4", label: "normal", split: .train),
        .init(path: "c\nd.mp4", label: "abnormal", split: .validation, frames: 1),
        .init(path: "Überfall 3.avi", label: "abnormal"),
      ]))
    #expect(try Manifest(csv: manifest.csv, name: "m.csv") == manifest)
    #expect(
      manifest.csv.hasPrefix(
        "video,label,split,frames,intervals\n\"a/Fire, \"\"big\"\" 1.mp4\",fire,test,500,240-300;410-450\n"))
    let small = Manifest([.init(path: "a.mp4", label: "normal")])
    #expect(small.csv == "video,label\na.mp4,normal\n")
    #expect(try Manifest(csv: small.csv, name: "m.csv") == small)
  }

  @Test func `survives random contents`() throws {
    var random = SplitMix64(seed: 7)
    let letters = Array("ab,\"; \n1é")
    for _ in 0..<200 {
      let videos = (0..<1 + random.index(below: 4)).map { number in
        let text = String(
          (0..<random.index(below: 6)).map { _ in letters[random.index(below: letters.count)] })
        var intervals: [Range<Int>] = []
        for _ in 0..<random.index(below: 3) {
          let start = random.index(below: 900)
          intervals.append(start..<start + 1 + random.index(below: 90))
        }
        return Manifest.Video(
          path: "v\(text)\(number).mp4", label: ["normal", "abnormal", "fire"][random.index(below: 3)],
          split: [nil, .train, .validation, .test][random.index(below: 4)],
          frames: random.index(below: 2) == 0 ? nil : 1 + random.index(below: 9999), intervals: intervals)
      }
      #expect(try Manifest(csv: Manifest(videos).csv, name: "m.csv").videos == videos)
    }
  }

  @Test func `takes the usual names of columns and values`() throws {
    let manifest = try Manifest(
      csv:
        "\u{FEFF}File,Class,fps,Split,intervals\r\n a.mp4 ,Normal,30,Training,\r\nb.mp4,Abnormal,30,val, 3 - 4 ; 7-7\r\n",
      name: "m.csv")
    #expect(
      manifest.videos == [
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "b.mp4", label: "abnormal", split: .validation, intervals: [3..<5, 7..<8]),
      ])
    #expect(manifest.videos.map(\.isAbnormal) == [false, true])
  }

  @Test func `says everything that is wrong at once`() {
    let error = #expect(throws: DatasetError.self) {
      try Manifest(
        csv: """
          video,label,split,frames,intervals
          ,normal,,,
          a.mp4,,,,
          b.mp4,normal,sometimes,,
          c.mp4,fire,test,none,
          d.mp4,fire,test,0,
          e.mp4,fire,test,9,5-4
          f.mp4,fire,test,9,-3-4
          g.mp4,fire,test,9,3
          """, name: "m.csv")
    }
    let complaints = error?.message.components(separatedBy: "; ") ?? []
    #expect(error?.code == .badFile)
    #expect(complaints.count == 8, "\(complaints)")
    for (row, word) in ["video", "label", "sometimes", "none", "'0' frames", "5-4", "-3-4", "'3'"]
      .enumerated()
    {
      #expect(complaints.contains { $0.hasPrefix("row \(row + 1) of m.csv") && $0.contains(word) }, "\(word)")
    }
  }

  @Test(arguments: [
    "", "video,label\n", "name,frames\na,1", "label\nnormal", "video,label\n\"a,normal", "video,label\na",
  ])
  func `refuses a malformed table`(text: String) {
    let error = #expect(throws: DatasetError.self) { try Manifest(csv: text, name: "m.csv") }
    #expect(error?.message.contains("m.csv") == true)
  }

  @Test func `counts frames of a table from 1 only if told`() throws {
    let text = "file,split,anomalies\na.mp4,training,\nb.mp4,testing,61-180\n"
    var options = TableOptions(intervalColumn: "anomalies", firstFrame: 1, labelsByIntervals: true)
    let manifest = try Manifest(csv: text, name: "t.csv", options: options)
    #expect(
      manifest.videos == [
        .init(path: "a.mp4", label: "normal", split: .train),
        .init(path: "b.mp4", label: "abnormal", split: .test, intervals: [60..<180]),
      ])
    #expect(throws: DatasetError.self) {
      try Manifest(csv: "file,anomalies\nb.mp4,0-5", name: "t.csv", options: options)
    }
    options.intervalColumn = "elsewhere"
    #expect(throws: DatasetError.self) { try Manifest(csv: text, name: "t.csv", options: options) }
    // Without labels and intervals nothing says what a video is.
    #expect(throws: DatasetError.self) {
      try Manifest(csv: text, name: "t.csv", options: TableOptions(labelsByIntervals: true))
    }
  }

  @Test func `gives the videos for a purpose`() {
    let unsplit = Manifest([.init(path: "a", label: "normal"), .init(path: "b", label: "fire")])
    #expect(unsplit.videos(for: .train) == unsplit.videos && unsplit.videos(for: .test) == unsplit.videos)
    var split = unsplit
    split.videos[1].split = .test
    #expect(split.videos(for: .train).map(\.path) == ["a"])
    #expect(split.videos(for: .test).map(\.path) == ["b"])
    #expect(split.videos(for: .validation).isEmpty)
  }

  @Test func `gives evaluation its classes, truth and lengths`() throws {
    let videos: [Manifest.Video] = [
      .init(path: "x/1.mp4", label: "fire", frames: 40, intervals: [3..<9]),
      .init(path: "y/1.mp4", label: "normal", frames: 9),
    ]
    #expect(videos.distinctNames == ["x/1", "y/1"])
    #expect(videos.annotation.entries["x/1"]?.abnormal == [3..<9])
    #expect(videos.annotation.entries["y/1"]?.category == "Normal")
    #expect(try videos.list().videos.map(\.frames) == [40, 9])
    let unknown = [Manifest.Video(path: "z.mp4", label: "normal")]
    #expect(throws: DatasetError.self) { try unknown.list() }
  }
}

@Suite struct `Names of videos` {
  @Test(arguments: [
    ("a/Abuse028_x264.mp4", "Abuse028_x264"), ("G:\\UCF\\Abuse028_x264_i3d.npy", "Abuse028_x264_i3d"),
    ("Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6", "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6"),
    (
      "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6.mp4", "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6"
    ),
    ("About.Time.2013", "About.Time.2013"), (".hidden", ".hidden"), ("a.b/.hidden", ".hidden"),
    ("plain", "plain"), ("", ""),
    ("x/", ""), ("clip.3GP", "clip"),
  ])
  func `have an extension or only dots`(path: String, stem: String) {
    #expect(VideoName.stem(path) == stem)
  }

  @Test func `tell videos from other files`() {
    #expect(VideoName.isVideo("a/b.MP4") && VideoName.isVideo("c.mjpeg"))
    #expect(!VideoName.isVideo("a.npy") && !VideoName.isVideo("mp4"))
  }
}

@Suite struct `A manifest of a part of a data set` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func make(_ names: String...) throws {
    for name in names {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
  }

  @Test func `has the videos that are there, or their features, and says how many are not`() throws {
    try make("Abuse/Abuse001_x264.mp4", "features/Fire002_i3d.npy", "a/Twice003.mp4", "b/Twice003.mp4")
    var manifest = Manifest(
      videos([
        .init(path: "Abuse/Abuse001_x264.mp4", label: "Abuse", split: .train),
        .init(path: "Fire/Fire002.mp4", label: "Fire", split: .train),
        .init(path: "Gone004.mp4", label: "Gone", split: .train),
        .init(path: "Twice003.mp4", label: "normal", split: .test),
        .init(path: "Gone005.mp4", label: "normal", split: .test),
      ]))
    let notes = try manifest.keepPresent(in: folder.url)
    #expect(manifest.videos.map(\.stem) == ["Abuse001_x264", "Fire002", "Twice003"])
    #expect(
      notes == [
        "of 3 videos for train 2 are present; the others are left out",
        "of 2 videos for test 1 are present; the others are left out",
      ])
    #expect(try manifest.keepPresent(in: folder.url) == [])
  }

  @Test func `is refused where nothing is there`() throws {
    try make("notes.txt")
    var manifest = Manifest(videos([.init(path: "a.mp4", label: "normal")]))
    let error = #expect(throws: DatasetError.self) { try manifest.keepPresent(in: folder.url) }
    #expect(error?.message.contains("none of the 1 videos") == true)
    #expect(manifest.videos.count == 1)
  }
}

@Suite struct `The column of partial snippets` {
  @Test func `is read and written, and refused where it says nothing known`() throws {
    let text = "video,label,partial\na.mp4,normal,repeat-last\nb.mp4,fire,\n"
    let manifest = try Manifest(csv: text, name: "m")
    #expect(manifest.videos.map(\.ending) == [.repeatLast, nil])
    #expect(manifest.csv == text)
    let error = #expect(throws: DatasetError.self) {
      try Manifest(csv: "video,label,partial\na.mp4,normal,cut\n", name: "m")
    }
    #expect(error?.message.contains("'cut' for partial snippets, not drop, pad, repeat-last") == true)
  }
}
