import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Features as they are published` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  func write(_ name: String, _ shape: [Int], _ values: [Float]? = nil) throws -> URL {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let values = values ?? DeterministicValues.uniform(name, count: shape.reduce(1, *))
    try NPY.write(Tensor(shape: shape, values: values), to: file)
    return file
  }

  /// [4, 8] for each of five crops, the numbers of crop c from 100 c on.
  func crops(_ name: String, count: Int = 5, snippets: Int = 4) throws {
    for crop in 0..<count {
      try write(
        "\(name)__\(crop).npy", [snippets, 8], (0..<snippets * 8).map { Float(100 * crop + $0) })
    }
  }

  func complaints(_ urls: [URL]) -> [String] {
    var reader = FeatureReader()
    _ = reader.open(urls)
    return reader.complaints
  }

  @Test func `with a file for each crop are gathered`() throws {
    // A film's name, as XD-Violence has them.
    let name = "Bad.Boys.1995__#00-26-51_00-27-53_label_B2-B6-0"
    try crops("f/\(name)")
    let file = folder.appending("f/\(name)__0.npy")
    let features = try VideoFeatures(file)
    #expect(features.shape == [4, 5, 8])
    func numbers(crop: Int, row: Int) -> [Float] { (0..<8).map { Float(100 * crop + 8 * row + $0) } }
    var (byRow, byCrop) = ([Float](), [Float]())
    for row in 1..<3 { for crop in 0..<5 { byRow += numbers(crop: crop, row: row) } }
    for crop in 1..<3 { for row in 0..<4 { byCrop += numbers(crop: crop, row: row) } }
    #expect(features.rows(1..<3) == Tensor(shape: [2, 5, 8], values: byRow))
    #expect(features.columns(1..<3) == Tensor(shape: [2, 4, 8], values: byCrop))
    #expect(FeatureVideo(url: file, features: features).name == name)
    // A folder, a list of all, and a list of some other crop name the video once.
    try Data((0..<5).map { "f/\(name)__\($0).npy\n" }.joined().utf8).write(to: folder.appending("all.list"))
    try Data("f/\(name)__3.npy".utf8).write(to: folder.appending("some.list"))
    for named in ["f", "all.list", "some.list"] {
      #expect(try FeatureFiles.named([folder.path(named)]).map(\.path) == [file.path], "\(named)")
    }
  }

  @Test func `with crops of different lengths are refused`() throws {
    try crops("a", count: 2)
    let other = try write("a__1.npy", [3, 8])
    let error = #expect(throws: TensorFileError.self) { try VideoFeatures(folder.appending("a__0.npy")) }
    #expect(error?.message.contains("\(other.path) has the shape [3, 8], a__0.npy has [4, 8]") == true)
  }

  @Test func `of which a crop is missing are refused`() throws {
    // Five of ten crops would be taken without a word.
    try crops("a", count: 10)
    try FileManager.default.removeItem(at: folder.appending("a__5.npy"))
    let error = #expect(throws: TensorFileError.self) { try VideoFeatures(folder.appending("a__0.npy")) }
    #expect(
      error?.message.hasSuffix("a__5.npy is missing, though a__9.npy is there; copy or download it again")
        == true)
  }

  @Test func `of two axes are one crop`() throws {
    let values = (0..<24).map { Float($0) }
    let features = try VideoFeatures(try write("a.npy", [3, 8], values))
    #expect(features.shape == [3, 1, 8] && features.rows(0..<3).values == values)
  }

  @Test func `of a video whose own name ends in a number stay apart`() throws {
    for crop in 0..<3 { try write("clip__\(crop).npy", [2, 1, 8]) }
    let files = try FeatureFiles.named([folder.path("")])
    #expect(files.map(\.lastPathComponent) == ["clip__0.npy", "clip__1.npy", "clip__2.npy"])
    var reader = FeatureReader()
    #expect(reader.open(files).map(\.name) == ["clip__0", "clip__1", "clip__2"])
    let index = try FileIndex.features(folder.url)
    #expect(index.url(.init(path: "clip__1.mp4", label: "normal"))?.lastPathComponent == "clip__1.npy")
  }

  @Test func `are found by one rule, in folders of folders`() throws {
    try write("deep/x/Abuse028_x264_i3d.npy", [4, 10, 8])
    try crops("deep/y/Fire001_x264")
    try crops("deep/z/Arson002_x264_i3d", count: 10)
    try write("deep/Normal_Videos_003_x264.npy", [4, 10, 8])
    let names = ["Abuse028_x264", "Fire001_x264", "Arson002_x264", "Normal_Videos_003_x264"]
    let files = [
      "Abuse028_x264_i3d", "Fire001_x264__0", "Arson002_x264_i3d__0", "Normal_Videos_003_x264",
    ].map { $0 + ".npy" }
    let wanted = names.map { Manifest.Video(path: "videos/\($0).mp4", label: "normal") }
    #expect(try wanted.located(in: .features(folder.appending("deep"))).map(\.lastPathComponent) == files)
    let all = try FeatureFiles.named([folder.path("deep")])
    #expect(Set(all.map(\.lastPathComponent)) == Set(files))
    #expect(Set(all.map { VideoName.ofFeatures($0.lastPathComponent) }) == Set(names))
    // Their lengths, in a table that has the names of the features.
    try Data("video,snippets\nAbuse028_x264_i3d.npy,4\nFire001_x264__0.npy,5\n".utf8).write(
      to: folder.appending("counts.csv"))
    #expect(
      try Array(wanted.prefix(2)).snippetCounts(table: folder.path("counts.csv"), framesPerSnippet: 16) == [
        4, 5,
      ])
  }

  @Test func `meet the annotation of the videos`() throws {
    let features = [
      try write("Abuse028_x264_i3d.npy", [4, 1, 8]), try write("Normal_Videos_003_x264_i3d.npy", [3, 1, 8]),
    ]
    let annotation = try TemporalAnnotation(
      "Abuse028_x264.mp4 Abuse 16 31 -1 -1\nNormal_Videos_003_x264.mp4 Normal -1 -1 -1 -1", name: "truth")
    let list = VideoList([
      .init(name: "Normal_Videos_003_x264", frames: 48), .init(name: "Abuse028_x264_i3d", frames: 64),
    ])
    for list in [nil, list] {
      let set = try TestSet(TestSet.Files(features: features, truth: .annotation(annotation), list: list))
      let scores = set.videos.map { [Double](repeating: 0, count: $0.features.rowCount) }
      let tracks = try set.alignment(scores).tracks
      #expect(tracks.count == 2 && tracks.first(where: \.isAbnormal)?.truth.abnormal == [16..<32])
      #expect(tracks.first(where: \.isAbnormal)?.category == "Abuse")
    }
  }

  @Test func `with crops first are refused with the way out`() throws {
    let transposed = try write("t.npy", [5, 37, 8])
    let message = try #require(complaints([transposed]).first)
    for part in ["[5, 37, 8], so 37 crops; a model takes 1, 5 or 10", "array.transpose(1, 0, 2)"] {
      #expect(message.contains(part), "\(message)")
    }
    // Beside right ones, by how they differ from them.
    let right = try write("r.npy", [37, 5, 8])
    let short = try write("s.npy", [5, 10, 8])
    #expect(complaints([right]).isEmpty)
    #expect(complaints([right, short]).first?.contains("transpose(1, 0, 2)") == true)
    // Other counts are no transposition.
    let odd = try write("o.npy", [37, 3, 8])
    #expect(complaints([odd]).first?.contains("3 crops") == true)
    #expect(complaints([odd]).first?.contains("transpose") == false)
  }

  @Test func `that are not finite are refused by name`() throws {
    for (place, value) in [(0, Float.nan), (57, .infinity), (95, -.infinity)] {
      var values = [Float](repeating: 1, count: 96)
      values[place] = value
      let file = try write("x.npy", [12, 1, 8], values)
      let video = FeatureVideo(url: file, features: try VideoFeatures(file))
      #expect(video.nonFiniteComplaint?.contains("in snippet \(place / 8), crop 0") == true)
      let truth = TrackAlignment.Truth.labels((0..<192).map { $0 < 16 ? 1 : 0 })
      let error = #expect(throws: DatasetError.self) {
        try TestSet(TestSet.Files(features: [file], truth: truth))
      }
      #expect(error?.message.contains("\(file.path) has non-finite values") == true)
    }
    let good = try write("x.npy", [12, 1, 8], [Float](repeating: .greatestFiniteMagnitude, count: 96))
    #expect(FeatureVideo(url: good, features: try VideoFeatures(good)).nonFiniteComplaint == nil)
  }
}

@Suite struct `The origins of features` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func files(_ names: String..., known: Bool) throws -> [URL] {
    try names.map { name in
      let file = folder.appending("\(name).npy")
      if known {
        let method = FeatureProvenance.Method(
          preprocessing: "whole/10", extractor: "i3d", weights: "w", precision: "fp32")
        try FeatureProvenance(
          method: method, video: "v", videoBytes: 1, frames: 16, snippets: 1, shape: [1, 10, 8], engine: "e"
        ).write(beside: file)
      }
      return file
    }
  }

  @Test func `are one where all features say them, or none does`() throws {
    let (known, unknown) = (try files("a", "b", known: true), try files("c", "d", known: false))
    #expect(FeatureOrigins(normal: known, abnormal: known).complaint == nil)
    #expect(FeatureOrigins(normal: unknown, abnormal: unknown, others: unknown).complaint == nil)
  }

  @Test func `are loudly doubted where their border is that of the labels`() throws {
    let (known, unknown) = (try files("a", "b", known: true), try files("c", "d", known: false))
    for (normal, abnormal, silent) in [(known, unknown, "abnormal"), (unknown, known, "normal")] {
      let origins = FeatureOrigins(normal: normal, abnormal: abnormal)
      #expect(origins.bordersAreThoseOfLabels)
      for part in [
        "those of the \(silent) ones do not say", "whole/10", "tells normal from abnormal by that alone",
      ] {
        #expect(origins.complaint?.contains(part) == true, "\(origins.complaint ?? "")")
      }
    }
    let mixed = FeatureOrigins(normal: known, abnormal: [known[0], unknown[0]], others: [unknown[1]])
    #expect(!mixed.bordersAreThoseOfLabels)
    #expect(mixed.complaint?.contains("2 of 5 feature files do not say how they were made, such as") == true)
  }
}
