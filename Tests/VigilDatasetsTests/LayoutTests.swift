import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

@Suite struct `UCF-Crime's lists` {
  let annotation = """
    Abuse028_x264.mp4  Abuse  165  240  -1  -1  
    Vandalism028_x264.mp4  Vandalism  1830  1980  2400  2670  
    Normal_Videos_003_x264.mp4  Normal  -1  -1  -1  -1  
    """

  func reading(train: String, test: String?) throws -> DatasetLayout.Reading {
    try UCFCrime.reading(
      train: train, test: test, annotation: TemporalAnnotation(annotation, name: "truth.txt"))
  }

  @Test func `of the authors`() throws {
    let reading = try reading(
      train: "Abuse/Abuse001_x264.mp4\r\nTraining_Normal_Videos_Anomaly/Normal_Videos001_x264.mp4\r\n\r\n",
      test:
        "Testing_Normal_Videos_Anomaly/Normal_Videos_003_x264.mp4\nVandalism/Vandalism028_x264.mp4\nAbuse/Abuse028_x264.mp4"
    )
    #expect(
      reading.manifest.videos == [
        .init(path: "Abuse/Abuse001_x264.mp4", label: "Abuse", split: .train),
        .init(
          path: "Training_Normal_Videos_Anomaly/Normal_Videos001_x264.mp4", label: "normal", split: .train),
        .init(
          path: "Testing_Normal_Videos_Anomaly/Normal_Videos_003_x264.mp4", label: "normal", split: .test),
        .init(
          path: "Vandalism/Vandalism028_x264.mp4", label: "Vandalism", split: .test,
          intervals: [1830..<1981, 2400..<2671]),
        .init(path: "Abuse/Abuse028_x264.mp4", label: "Abuse", split: .test, intervals: [165..<241]),
      ])
    #expect(reading.findings == Findings())
  }

  @Test func `of RTFM's features`() throws {
    let reading = try reading(
      train:
        "G:\\UCF_Train_ten_crop_i3d\\RoadAccidents001_x264_i3d.npy\n/data/Normal_Videos950_x264_i3d.npy\n",
      test: nil)
    #expect(
      reading.manifest.videos.map(\.path) == [
        "RoadAccidents001_x264.mp4", "Normal_Videos950_x264.mp4", "Abuse028_x264.mp4",
        "Vandalism028_x264.mp4",
        "Normal_Videos_003_x264.mp4",
      ])
    #expect(
      reading.manifest.videos.map(\.label) == ["RoadAccidents", "normal", "Abuse", "Vandalism", "normal"])
  }

  @Test func `that contradict the annotation`() throws {
    let reading = try reading(
      train: "", test: "Abuse028_x264.mp4\nFire001_x264.mp4\nNormal_Videos_003_x264.mp4")
    #expect(reading.findings.problems == ["1 video has no line in the annotation: Fire001_x264.mp4"])
    #expect(reading.findings.notes == ["1 video is annotated but not listed for testing: Vandalism028_x264"])
    let error = #expect(throws: DatasetError.self) {
      try self.reading(train: "holiday.mp4\n12.mp4", test: nil)
    }
    #expect(error?.message.contains("holiday.mp4") == true && error?.message.contains("12.mp4") == true)
  }
}

@Suite struct `ShanghaiTech's lists` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func mask(_ name: String, _ values: [Float]) throws -> URL {
    let file = folder.appending("test_frame_mask/\(name).npy")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try NPY.write(Tensor(shape: [values.count], values: values), to: file)
    return file
  }

  @Test func `with labels and frames, and masks`() throws {
    let masks = [
      "01_0014": try mask("01_0014", [0, 0, 1, 1, 0, 1]), "01_0015": try mask("01_0015", [1, 1, 0, 0]),
    ]
    let reading = try ShanghaiTech.reading(
      train: "01_0014,1\n01_002,0\n02_0128 cycling,running\n", test: "01_001,0,764\n01_0015,1,764\n",
      masks: masks)
    #expect(
      reading.manifest.videos == [
        .init(path: "01_0014.avi", label: "abnormal", split: .train, frames: 6, intervals: [2..<4, 5..<6]),
        .init(path: "01_002.avi", label: "normal", split: .train),
        .init(path: "02_0128.avi", label: "cycling", split: .train),
        .init(path: "01_001.avi", label: "normal", split: .test, frames: 764, ending: .repeatLast),
        // Not 764: that is the length of the video of the line before.
        .init(
          path: "01_0015.avi", label: "abnormal", split: .test, frames: 4, intervals: [0..<2],
          ending: .repeatLast),
      ])
    #expect(reading.findings.problems.isEmpty)
    #expect(reading.findings.notes.count == 1 && reading.findings.notes[0].contains("02_0128"))
  }

  @Test(arguments: [
    ("/home/yu/yu_ssd/SH_Test_ten_crop_i3d/01_0015_i3d.npy", true), ("/x/01_001_i3d.npy", false),
    ("01_0015 1", true),
    ("01_001 0 764", false), ("SHANGHAI_TRAIN/frames/01_0014 0 265 1", true),
    ("SHANGHAI_TRAIN/frames/01_014 0 265 0", false),
    ("13_007", false),
  ])
  func `of every form`(line: String, isAbnormal: Bool) throws {
    let video = try #require(
      try ShanghaiTech.reading(train: line, test: "", masks: [:]).manifest.videos.first)
    #expect(video.isAbnormal == isAbnormal)
    #expect(video.path.hasSuffix(".avi") && !video.path.contains("i3d") && !video.path.contains("/"))
  }

  @Test func `with lines of no form, all at once`() throws {
    let error = #expect(throws: DatasetError.self) {
      try ShanghaiTech.reading(
        train: "a_b,0\n01_001,2\n01_001,0\n", test: "01_001,0,x\n01_001 0 1 2 3", masks: [:])
    }
    #expect(error?.message.components(separatedBy: "; ").count == 4, "\(error?.message ?? "")")
  }

  @Test func `are found in the data set's folder`() throws {
    _ = try mask("01_0015", [0, 1])
    for name in ["SH_Train.txt", "SH_Test.txt", "training/videos/01_002.avi"] {
      let text = name.contains("Train") ? "01_002,0\n" : name.contains("Test") ? "01_0015,1,9\n" : ""
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let reading = try DatasetLayout.shanghaiTech.read(folder.url)
    #expect(
      reading.manifest.videos == [
        .init(path: "training/videos/01_002.avi", label: "normal", split: .train),
        .init(
          path: "01_0015.avi", label: "abnormal", split: .test, frames: 2, intervals: [1..<2],
          ending: .repeatLast),
      ])
    var findings = Findings()
    findings.compare(reading.manifest, with: .shanghaiTech)
    #expect(findings.notes.count == 2 && findings.notes[0].contains("63 abnormal and 175 normal"))
    #expect(throws: DatasetError.self) { try DatasetLayout.ucfCrime.read(folder.url) }
  }
}

@Suite struct `XD-Violence's names` {
  let annotations = """
    v=S-7rRLrxnVQ__#1_label_B4-0-0 0 1517 1970 3038
    Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6 157 180 185 244 250 360 582 810
    v=U6MC8JJJZSY__#1_label_G-0-0.mp4 150 779
    """

  @Test func `say their labels, and the annotation where`() throws {
    let annotation = try XDViolence.annotation(annotations, name: "annotations.txt")
    let reading = try XDViolence.reading(
      train: [
        "Fast.Five.2011__#00-32-05_00-32-24_label_B1-B2-0.mp4", "v=abc__#1_label_B5-B6-0", "v=x__#1_label_A",
      ],
      test: [
        "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6", "v=U6MC8JJJZSY__#1_label_G-0-0", "v=y__#1_label_A",
      ],
      annotation: annotation)
    #expect(
      reading.manifest.videos.map(\.label) == [
        "fighting", "abuse", "normal", "explosion", "explosion", "normal",
      ])
    // The authors' program marks frames up to the one before the end.
    #expect(reading.manifest.videos[3].intervals == [157..<180, 185..<244, 250..<360, 582..<810])
    #expect(reading.manifest.videos[4].intervals == [150..<779])
    #expect(reading.manifest.videos[3].path == "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6.mp4")
    #expect(reading.findings.notes.count == 1 && reading.findings.notes[0].contains("S-7rRLrxnVQ"))
  }

  @Test func `are found by list or by folder`() throws {
    let folder = try TemporaryFolder()
    func write(_ name: String, _ text: String = "") throws {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try write("annotations.txt", annotations)
    for name in [
      "1-1004/a__#1_label_B6-0-0.mp4", "1-1004/b__#1_label_A.mp4", "test_videos/c__#1_label_A.mp4",
    ] {
      try write(name)
    }
    try write("test_videos/v=S-7rRLrxnVQ__#1_label_B4-0-0.mp4")
    let byFolder = try DatasetLayout.xdViolence.read(folder.url).manifest.videos
    #expect(byFolder.map(\.split) == [.train, .train, .test, .test])
    #expect(byFolder.map(\.label) == ["car accident", "normal", "normal", "riot"])
    #expect(byFolder[3].path == "test_videos/v=S-7rRLrxnVQ__#1_label_B4-0-0.mp4")
    let crops = (0..<5).map {
      "/media/peng/RGBTest/Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6__\($0).npy"
    }
    try write("rgb_test.list", crops.joined(separator: "\n"))
    try write("rgb.list", "/media/peng/RGB/z__#1_label_A__0.npy\n/media/peng/RGB/z__#1_label_A__1.npy\n")
    let byList = try DatasetLayout.xdViolence.read(folder.url).manifest.videos
    #expect(byList.map(\.stem) == ["z__#1_label_A", "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6"])
    #expect(byList[1].intervals.count == 4)
  }

  @Test func `of other forms are refused, all at once`() {
    let names = #expect(throws: DatasetError.self) {
      try XDViolence.reading(train: ["a.mp4", "b_label_B3-0-0"], test: [], annotation: [:])
    }
    #expect(names?.message.components(separatedBy: "; ").count == 2)
    let lines = #expect(throws: DatasetError.self) {
      try XDViolence.annotation("a_label_A\nb 1\nc 5 5\nd 1 x\ne 1 2", name: "t.txt")
    }
    #expect(lines?.message.components(separatedBy: "; ").count == 4)
  }
}

@Suite struct `Folders of videos` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ names: String..., text: String = "") throws {
    for name in names {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  @Test func `are labelled by their subfolders`() throws {
    try write(
      "train/normal/a.mp4", "train/Fire/b.mp4", "test/no_fight/c.mp4", "test/Abnormal/x/d.avi", "notes.txt",
      ".x/e.mp4")
    let reading = try DatasetLayout.folder.read(folder.url)
    #expect(
      reading.manifest.videos == [
        .init(path: "test/Abnormal/x/d.avi", label: "abnormal", split: .test),
        .init(path: "test/no_fight/c.mp4", label: "normal", split: .test),
        .init(path: "train/Fire/b.mp4", label: "Fire", split: .train),
        .init(path: "train/normal/a.mp4", label: "normal", split: .train),
      ])
    #expect(reading.findings == Findings())
    try write("loose.mp4", "walking/f.mp4")
    var options = DatasetLayout.Options()
    options.normalFolders = ["Walking"]
    let other = try DatasetLayout.folder.read(folder.url, options: options)
    #expect(other.findings.problems.count == 1 && other.findings.problems[0].contains("loose.mp4"))
    #expect(other.manifest.videos.last == .init(path: "walking/f.mp4", label: "normal"))
  }

  @Test func `may be links, even in circles`() throws {
    try write("real/normal/a.mp4", "real/fire/b.mp4")
    for (link, target) in [("linked", "real"), ("real/loop", "real"), ("real/walking", "real/normal")] {
      try FileManager.default.createSymbolicLink(
        at: folder.appending(link), withDestinationURL: folder.appending(target))
    }
    let manifest = try DatasetLayout.folder.read(folder.appending("linked")).manifest
    #expect(manifest.videos.map(\.path) == ["fire/b.mp4", "normal/a.mp4", "walking/a.mp4"])
  }

  @Test func `without videos are refused`() throws {
    #expect(throws: DatasetError.self) { try DatasetLayout.folder.read(folder.url) }
    #expect(throws: DatasetError.self) { try DatasetLayout.folder.read(folder.appending("none")) }
    try write("a.mp4")
    #expect(throws: DatasetError.self) { try DatasetLayout.folder.read(folder.url) }
  }

  @Test func `of UIT-VNAnomaly have masks or an annotation`() throws {
    try write(
      "training/videos/1.mp4", "testing/videos/01.mp4", "testing/videos/02.mp4", "testing/videos/03.mp4",
      "extra/9.mp4")
    try write("annotation.txt", text: "02.mp4 Robbery 3 9 -1 -1\n")
    try FileManager.default.createDirectory(
      at: folder.appending("testing/test_frame_mask"), withIntermediateDirectories: true)
    try NPY.write(
      Tensor(shape: [1, 3], values: [0, 1, 1]), to: folder.appending("testing/test_frame_mask/01.npy"))
    let reading = try DatasetLayout.vnAnomaly.read(folder.url)
    #expect(
      reading.manifest.videos == [
        .init(path: "testing/videos/01.mp4", label: "abnormal", split: .test, frames: 3, intervals: [1..<3]),
        .init(path: "testing/videos/02.mp4", label: "Robbery", split: .test, intervals: [3..<10]),
        .init(path: "testing/videos/03.mp4", label: "normal", split: .test),
        .init(path: "training/videos/1.mp4", label: "normal", split: .train),
      ])
    #expect(reading.findings.notes.count == 3)
    #expect(reading.findings.notes[0].contains("assumed"))
  }
}

@Suite(.enabled(if: SharedData.isPresent, "the data sets are not at hand"))
struct `Data sets at hand` {
  @Test func `UCF-Crime as published`() throws {
    let reading = try DatasetLayout.ucfCrime.read(SharedData.url("data/ucf-crime"))
    #expect(reading.findings == Findings())
    var findings = Findings(reading.manifest)
    findings.compare(reading.manifest, with: .ucfCrime)
    #expect(findings == Findings())
    #expect(Set(reading.manifest.videos.map(\.label)).count == 14)
    #expect(try Manifest(csv: reading.manifest.csv, name: "m.csv") == reading.manifest)
  }

  @Test func `fights by folder`() throws {
    let manifest = try DatasetLayout.folder.read(SharedData.url("data/fights")).manifest
    #expect(manifest.videos.count { $0.label == "fight" } == 120)
    #expect(manifest.videos.count { $0.label == "normal" } == 120)
  }

  @Test func `shoplifting by its table`() throws {
    let manifest = try DatasetLayout.table.read(SharedData.url("data/shoplifting/labels.csv")).manifest
    #expect(manifest.videos.count == 102)
    #expect(Set(manifest.videos.map(\.label)) == ["normal", "shoplifting"])
    #expect(manifest.videos.allSatisfy { ($0.frames ?? 0) > 100 })
    var findings = Findings()
    let files = findings.lookForVideos(of: manifest, in: try .videos(SharedData.url("data/shoplifting")))
    #expect(findings == Findings() && files.allSatisfy { $0 != nil })
  }

  @Test func `Ped2 by its table, whose frames begin at 1`() throws {
    var options = DatasetLayout.Options()
    options.table.intervalColumn = "anomaly_intervals_1based_inclusive"
    options.table.firstFrame = 1
    let manifest = try DatasetLayout.table.read(SharedData.url("data/ucsd_ped2/labels.csv"), options: options)
      .manifest
    #expect(manifest.videos(for: .train).count == 16 && manifest.videos(for: .test).count == 12)
    let summary = DatasetSummary(manifest, frameRate: 10)
    #expect(summary.rows.map(\.label) == ["normal", "abnormal"])
    #expect(summary.rows[1].frames == 2010 && summary.rows[1].abnormalFrames == 1648)
    #expect(
      Findings(manifest).problems == ["all 16 videos for train are normal; abnormal ones are needed too"])
  }
}
