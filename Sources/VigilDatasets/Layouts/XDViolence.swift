import Foundation
import VigilCore

/// XD-Violence: 4,754 films and videos, normal or of six kinds of violence (Wu et al., ECCV 2020).
///
/// Names give the labels, `…__#00-26-51_00-27-53_label_B2-B6-0`, the most relevant first, which is kept. Test
/// videos are those of a list (`rgb_test.list`), or those in a folder for testing and in `annotations.txt`, a line
/// for each abnormal one, `NAME start end start end …`: frames from start to the one before end, as the authors'
/// program reads them.
public enum XDViolence {
  /// The classes by their codes.
  public static let classes = [
    "A": Manifest.Video.normal, "B1": "fighting", "B2": "shooting", "B4": "riot", "B5": "abuse",
    "B6": "car accident", "G": "explosion",
  ]

  static func read(_ folder: LayoutFolder, _ options: DatasetLayout.Options) throws(DatasetError)
    -> DatasetLayout.Reading
  {
    let truth = try folder.required(options.annotation, "annotations.txt") { $0 == "annotations.txt" }
    let annotation = try Self.annotation(truth.text, name: truth.name)
    let train = try folder.optional(options.trainList) { $0 == "rgb.list" }
    let test = try folder.optional(options.testList) { $0 == "rgb_test.list" }
    let testNames = Set(test.map { names($0.text) } ?? []).union(annotation.keys)
    func isForTesting(_ path: String) -> Bool {
      testNames.contains(VideoName.stem(path))
        || (test == nil
          && path.split(separator: "/").dropLast().contains { $0.lowercased().contains("test") })
    }
    let testing = test.map { names($0.text) } ?? folder.videos.filter(isForTesting)
    let training = train.map { names($0.text) } ?? folder.videos.filter { !isForTesting($0) }
    guard !testing.isEmpty || !training.isEmpty else {
      throw DatasetError(.missing, "\(folder.root.path) has neither videos nor rgb.list and rgb_test.list")
    }
    return try reading(train: training, test: testing, annotation: annotation) { folder.video($0) }
  }

  /// Joins names and annotation.
  ///
  /// - Parameter place: the path of a video, if it is known.
  /// - Throws: `badFile` that lists names without a known label.
  public static func reading(
    train: [String], test: [String], annotation: [String: [Range<Int>]],
    place: (String) -> String? = { _ in nil }
  ) throws(DatasetError) -> DatasetLayout.Reading {
    var reading = DatasetLayout.Reading(manifest: Manifest())
    var (complaints, contradicted) = ([String](), [String]())
    for (names, split) in [(train, Manifest.Split.train), (test, .test)] {
      for name in names {
        let stem = VideoName.stem(name)
        guard let label = Self.label(stem) else {
          complaints.append("'\(stem.prefix(120))' does not end as label_A, label_B1-0-0, label_G-B2-B6 do")
          continue
        }
        var video = Manifest.Video(path: place(stem) ?? stem + ".mp4", label: label, split: split)
        if split == .test { video.intervals = annotation[stem] ?? [] }
        if !video.isAbnormal, !video.intervals.isEmpty { contradicted.append(stem) }
        reading.manifest.videos.append(video)
      }
    }
    guard complaints.isEmpty else { throw DatasetError(.badFile, complaints) }
    let known = Set(test.map { VideoName.stem($0) })
    reading.findings.note(
      annotation.keys.filter { !known.contains($0) }.sorted(), "is annotated but not among the test videos",
      "are annotated but not among the test videos")
    return reading
  }

  /// Reads annotated stretches by name.
  ///
  /// - Parameter name: the name of the file in errors.
  /// - Throws: `badFile` with all lines in another format.
  public static func annotation(_ text: String, name: String) throws(DatasetError) -> [String: [Range<Int>]] {
    var entries: [String: [Range<Int>]] = [:]
    var complaints: [String] = []
    for (number, line) in LayoutFolder.lines(text).enumerated() {
      let fields = line.split(whereSeparator: \.isWhitespace)
      let numbers = fields.dropFirst().compactMap { Int($0) }
      let pairs = stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
      guard numbers.count == fields.count - 1, !pairs.isEmpty, numbers.count.isMultiple(of: 2),
        pairs.allSatisfy({ $0 >= 0 && $1 > $0 && $1 < FrameIntervals.mostFrames })
      else {
        complaints.append(
          "line \(number + 1) of \(name) is not 'NAME start end start end …': \(line.prefix(120))")
        continue
      }
      entries[VideoName.stem(fields[0])] = pairs.map { $0..<$1 }
    }
    guard complaints.isEmpty else { throw DatasetError(.badFile, complaints) }
    return entries
  }

  /// The videos of a list of features, which has one file for each crop, `NAME__0.npy` to `NAME__4.npy`.
  static func names(_ list: String) -> [String] {
    var seen: Set<String> = []
    return LayoutFolder.lines(list).compactMap { line in
      let stem = line.hasSuffix(".npy") ? VideoName.ofFeatures(line) : VideoName.stem(line)
      return seen.insert(stem).inserted ? stem : nil
    }
  }

  /// The first class in a name.
  static func label(_ stem: String) -> String? {
    guard let place = stem.range(of: "_label_", options: .backwards) else { return nil }
    return stem[place.upperBound...].split(separator: "-").first.flatMap { classes[String($0)] }
  }
}
