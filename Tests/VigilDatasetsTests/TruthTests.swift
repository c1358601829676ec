import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Snippet endings` {
  /// The labels of 7 frames and 4 frames a snippet, as text.
  @Test(arguments: [
    (SnippetEnding.keep, "0011001"), (.drop, "0011"), (.pad, "00110010"), (.repeatLast, "00110011"),
    (.repeatStart, "00110010"),
  ])
  func `cut and add labels`(ending: SnippetEnding, expected: String) {
    #expect(text(ending, 7, [2..<4, 6..<7]) == expected)
  }

  @Test func `repeat the partial snippet more than once`() {
    // Frames 4 and 5 are 1 and 0; then 1, 0 again.
    #expect(text(.repeatStart, 6, [4..<5]) == "00001010")
    #expect(text(.repeatStart, 5, [4..<5]) == "00001111")
    #expect(text(.repeatLast, 6, [4..<5]) == "00001000")
    // Only padding takes what an annotation says of frames after the last.
    #expect(text(.pad, 6, [5..<9]) == "00000111")
    #expect(text(.keep, 6, [5..<9]) == "000001")
  }

  @Test func `agree with the snippets of every length`() {
    var random = SplitMix64(seed: 3)
    for frames in 0..<70 {
      let start = random.index(below: 60)
      let intervals = [start..<start + 1 + random.index(below: 30)]
      for ending in SnippetEnding.allCases {
        let truth = ending.truth(frames: frames, intervals: intervals, framesPerSnippet: 16)
        let snippets = ending.snippets(frames: frames, framesPerSnippet: 16)
        #expect((truth.frames + 15) / 16 == snippets)
        if ending != .keep { #expect(truth.frames == 16 * snippets) }
        let common = 0..<min(frames, truth.frames)
        let own = GroundTruth(frames: frames, abnormal: intervals)
        #expect(truth.abnormalFrames(in: common) == own.abnormalFrames(in: common))
      }
    }
  }

  private func text(_ ending: SnippetEnding, _ frames: Int, _ intervals: [Range<Int>]) -> String {
    let truth = ending.truth(frames: frames, intervals: intervals, framesPerSnippet: 4)
    return (0..<truth.frames).map { truth.abnormalFrames(in: $0..<$0 + 1) == 1 ? "1" : "0" }.joined()
  }
}

@Suite struct `Aligned truth` {
  let videos: [Manifest.Video] = [
    .init(path: "a.mp4", label: "fire", frames: 33, intervals: [30..<33]),
    .init(path: "b.mp4", label: "normal", frames: 16),
    .init(path: "c.mp4", label: "normal", frames: 5),
  ]

  @Test func `takes the ending that fits the numbers of snippets`() throws {
    let padded = try AlignedTruth(videos, snippets: [3, 1, 1], framesPerSnippet: 16)
    #expect(padded.ending == .pad && padded.labels.count == 80 && padded.labels.reduce(0, +) == 3)
    #expect(padded.tracks.map(\.added) == [15, 0, 11] && padded.tracks.map(\.cut) == [0, 0, 0])
    #expect(padded.notes.contains { $0.hasPrefix("26 labels were added to 2 videos") })
    let dropped = try AlignedTruth(videos, snippets: [2, 1, 0], framesPerSnippet: 16)
    #expect(dropped.ending == .drop && dropped.labels.count == 48 && dropped.labels.reduce(0, +) == 2)
    #expect(dropped.tracks.map(\.cut) == [1, 0] && dropped.tooShort == ["c.mp4"])
    #expect(dropped.notes.contains { $0.hasPrefix("1 labels of 1 video were cut") })
    #expect(dropped.list == "video,frames,snippets,cut,added\na,32,2,1,0\nb,16,1,0,0\n")
    let kept = try AlignedTruth(videos, framesPerSnippet: 16, ending: .keep)
    #expect(kept.labels.count == 54 && kept.notes == ["no label was cut or added"])
  }

  @Test func `says what does not belong together, all at once`() {
    let error = #expect(throws: DatasetError.self) {
      try AlignedTruth(
        videos + [.init(path: "d.mp4", label: "normal")], snippets: [7, 1, 9, nil], framesPerSnippet: 16)
    }
    #expect(error?.code == .lengthMismatch)
    for name in ["a.mp4 has 7", "c.mp4 has 9", "d.mp4 has neither"] {
      #expect(error?.message.contains(name) == true)
    }
    #expect(error?.message.contains("b.mp4") == false)
  }

  @Test func `takes videos of unknown length as whole snippets`() throws {
    let video = Manifest.Video(path: "a.mp4", label: "fire", intervals: [10..<99])
    let aligned = try AlignedTruth([video], snippets: [2], framesPerSnippet: 16)
    #expect(aligned.labels.reduce(0, +) == 22 && aligned.labels.count == 32)
    #expect(aligned.notes.contains { $0.contains("unknown length") })
  }

  @Test(.enabled(if: SharedData.isPresent, "the annotation of UCF-Crime is not at hand"))
  func `is the public ground truth of UCF-Crime`() throws {
    let data = SharedData.url("data/ucf-crime")
    func text(_ name: String) throws -> String {
      try String(contentsOf: data.appending(path: name), encoding: .utf8)
    }
    let annotation = try TemporalAnnotation(text("Temporal_Anomaly_Annotation.txt"), name: "annotation")
    let manifest = try UCFCrime.reading(
      train: text("rtfm_ucf-i3d.list"), test: text("rtfm_ucf-i3d-test.list"), annotation: annotation
    ).manifest
    let counts = try VideoList(
      csv: text("ucf_test_video_snippet_counts.csv"), name: "counts", framesPerScore: 16)
    let byName = Dictionary(uniqueKeysWithValues: counts.videos.map { ($0.name, $0.frames / 16) })
    let videos = manifest.videos(for: .test)
    let aligned = try AlignedTruth(videos, snippets: videos.map { byName[$0.stem] }, framesPerSnippet: 16)
    let published = try NPY.read(data.appending(path: "test_ground_truth_frames.npy"))
    #expect(aligned.labels.count == 1_114_144)
    #expect(aligned.labels == published.values)
    #expect(aligned.tracks.map(\.name) == counts.videos.map(\.name))
  }

  @Test func `takes the ending of the data set as published where it fits`() throws {
    var videos = videos
    for place in videos.indices { videos[place].ending = .repeatLast }
    let aligned = try AlignedTruth(videos, snippets: [3, 1, 1], framesPerSnippet: 16)
    // Frames 30, 31 and 32, and the last one's label again to the end of its snippet.
    #expect(aligned.ending == .repeatLast && aligned.labels.reduce(0, +) == 18)
    #expect(try AlignedTruth(videos, framesPerSnippet: 16).ending == .repeatLast)
    #expect(try AlignedTruth(videos, framesPerSnippet: 16, ending: .pad).ending == .pad, "asked for")
    #expect(try AlignedTruth(videos, snippets: [2, 1, 0], framesPerSnippet: 16).ending == .drop)
    videos[2].ending = .keep
    #expect(try AlignedTruth(videos, framesPerSnippet: 16).ending == .pad, "they do not agree")
  }

  /// RTFM's lists with ShanghaiTech's masks and their ground truth, where they are at hand.
  private static let shanghaiTech = SharedData.url("data/shanghaitech")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shanghaiTech.appending(path: "gt-sh.npy").path),
      "the lists of ShanghaiTech are not at hand"))
  func `is the public ground truth of ShanghaiTech, by way of a manifest`() throws {
    var options = DatasetLayout.Options()
    options.testList = Self.shanghaiTech.appending(path: "shanghai-i3d-test-10crop.list")
    let reading = try DatasetLayout.shanghaiTech.read(Self.shanghaiTech, options: options)
    let manifest = try Manifest(csv: reading.manifest.csv, name: "manifest")
    #expect(manifest == reading.manifest)
    let published = try NPY.read(Self.shanghaiTech.appending(path: "gt-sh.npy")).values
    #expect(published.count == 142_912)
    let videos = manifest.videos(for: .test)
    #expect(videos.count == 199 && videos.count { $0.isAbnormal } == 44)
    // Abnormal ones come first. The lengths of the others, whose labels are all 0, are nowhere but in their features.
    let aligned = try AlignedTruth(videos.filter(\.isAbnormal), framesPerSnippet: 16)
    #expect(aligned.labels.reduce(0, +) == 8028)
    #expect(aligned.labels == Array(published.prefix(aligned.labels.count)))
    #expect(published.dropFirst(aligned.labels.count).allSatisfy { $0 == 0 })
    let padded = try AlignedTruth(videos.filter(\.isAbnormal), framesPerSnippet: 16, ending: .pad)
    #expect(padded.labels.reduce(0, +) == 7962, "which is 66 labels off")
  }
}
