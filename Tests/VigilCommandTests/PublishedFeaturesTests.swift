import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

/// XD-Violence's lists, annotation, ground truth and features as they are published: `[snippets, 1024]` for each of five crops.
@Suite(.timeLimit(.minutes(15))) struct `Published features of XD-Violence` {
  let folder: TemporaryFolder
  /// Names, snippets, and abnormal frames: from the first to the one before the last, as the annotation has them.
  static let training = [
    ("Fast.Five.2011__#00-32-05_00-32-24_label_B1-B2-0", 9), ("v=38GQ9L2meyE__#1_label_B6-0-0", 40),
    ("Casino.Royale.2006__#00-45-26_00-46-05_label_A", 12), ("v=wVey5JDRf_g__#00-02-40_00-03-00_label_A", 33),
  ]
  static let testing: [(name: String, snippets: Int, abnormal: [Range<Int>])] = [
    ("Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6", 20, [57..<80, 185..<244]),
    ("Thelma.&.Louise.1991__#01-05-53_01-06-10_label_A", 8, []),
    ("v=S-7rRLrxnVQ__#1_label_B4-0-0", 11, [32..<176]),
  ]

  init() throws {
    folder = try TemporaryFolder()
    let home = "/home/tuxiao/i3d-features"
    var (train, test) = ("", "")
    for (name, snippets) in Self.training {
      try features("RGB", name, snippets, abnormal: name.hasSuffix("_A") ? [] : [16..<96])
      train += (0..<5).map { "\(home)/RGB/\(name)__\($0).npy\n" }.joined()
    }
    for (name, snippets, abnormal) in Self.testing {
      try features("RGBTest", name, snippets, abnormal: abnormal)
      test += (0..<5).map { "\(home)/RGBTest/\(name)__\($0).npy\n" }.joined()
    }
    let annotation = Self.testing.filter { !$0.abnormal.isEmpty }.map { video in
      video.name + video.abnormal.map { " \($0.lowerBound) \($0.upperBound)" }.joined() + "\n"
    }
    try write("xd/list/rgb.list", train)
    try write("xd/list/rgb_test.list", test)
    try write("xd/annotations.txt", annotation.joined())
    let labels = Self.testing.flatMap { video in
      (0..<video.snippets * 16).map { frame in video.abnormal.contains { $0.contains(frame) } ? Float(1) : 0 }
    }
    try NPY.write(Tensor(shape: [labels.count], values: labels), to: folder.appending("xd/list/gt.npy"))
  }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Five files of one video; snippets with abnormal frames have larger features.
  func features(_ place: String, _ name: String, _ snippets: Int, abnormal: [Range<Int>]) throws {
    let folder = folder.appending("i3d-features/\(place)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for crop in 0..<5 {
      var values = DeterministicValues.uniform("\(name) \(crop)", count: snippets * 1024).map(abs)
      for snippet in 0..<snippets
      where abnormal.contains(where: { $0.overlaps(snippet * 16..<snippet * 16 + 16) }) {
        for index in snippet * 1024..<snippet * 1024 + 64 { values[index] += 2 }
      }
      try NPY.write(
        Tensor(shape: [snippets, 1024], values: values), to: folder.appending(path: "\(name)__\(crop).npy"))
    }
  }

  func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  @Test(arguments: pluginIsBuilt ? ["linear", "rtfm"] : ["linear"])
  func `go from prepare to evaluate without a conversion`(recipe: String) throws {
    let prepared = try vigil("dataset", "prepare", "xd-violence", "xd", "--output", "xd.csv")
    #expect(prepared.status == 0, "\(prepared.errors)")
    let rows = try String(contentsOf: folder.appending("xd.csv"), encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 1 + 4 + 3)
    #expect(
      rows.contains { $0.hasPrefix("Bad.Boys.1995__#01-11-55") && $0.hasSuffix("57-79;185-243") }, "\(rows)")

    let checked = try vigil("dataset", "check", "xd.csv", "--features", "i3d-features")
    #expect(checked.status == 0, "\(checked.output) \(checked.errors)")
    #expect(checked.output.contains("nothing wrong"), "\(checked.output)")

    let steps = recipe == "rtfm" ? ["--steps", "3", "--batch", "2"] : []
    let trained = try VigilCommand(
      [
        "train", "--manifest", "xd.csv", "--features", "i3d-features", "--recipe", recipe, "--output",
        "xd.vigil",
      ]
        + steps, in: folder.url
    ).finish()
    #expect(trained.status == 0, "\(trained.errors)")

    func evaluate(_ features: String, _ more: String...) throws -> [String: Any] {
      let outcome = try VigilCommand(
        ["evaluate", "--model", "xd.vigil", "--features", features, "--manifest", "xd.csv", "--json"] + more,
        in: folder.url
      ).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try #require(outcome.objects.first)
    }
    let measured = try evaluate("i3d-features", "--save-scores", "s.npy")
    #expect(measured["abnormal_videos"] as? Int == 2)
    #expect(try NPY.read(folder.appending("s.npy")).shape == [39])
    let area = try #require(measured["frame_auc"] as? Double)
    // What was learnt is what was put in; three steps of the other recipe need not have learnt anything.
    #expect(recipe == "rtfm" || area > 0.8, "\(area)")
    // The published list and labels say the same.
    for features in ["i3d-features/RGBTest", "i3d-features"] {
      let published = try evaluate(features, "--ground-truth", "xd/list/gt.npy")
      #expect(published["frame_auc"] as? Double == area)
    }
  }
}
