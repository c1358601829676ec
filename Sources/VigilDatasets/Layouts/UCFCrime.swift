import VigilCore
public import VigilEvaluation

/// UCF-Crime: 1,900 videos, normal or of 13 classes of crimes and accidents (Sultani, Chen, Shah, CVPR 2018).
///
/// Lists are the authors' `Anomaly_Train.txt` and `Anomaly_Test.txt` (`Abuse/Abuse001_x264.mp4`) or RTFM's lists of
/// features, `ucf-i3d.list` and `ucf-i3d-test.list` (`G:\…\Abuse028_x264_i3d.npy`). Names say the class.
public enum UCFCrime {
  static func read(_ folder: LayoutFolder, _ options: DatasetLayout.Options) throws(DatasetError)
    -> DatasetLayout.Reading
  {
    let train = try folder.required(
      options.trainList, "list of training videos (Anomaly_Train.txt or ucf-i3d.list)"
    ) {
      $0 == "anomaly_train.txt" || $0.hasSuffix("ucf-i3d.list")
    }
    let test = try folder.optional(options.testList) {
      $0 == "anomaly_test.txt" || $0.hasSuffix("ucf-i3d-test.list")
    }
    let truth = try folder.required(options.annotation, "Temporal_Anomaly_Annotation.txt") {
      $0.hasPrefix("temporal_anomaly_annotation")
    }
    let annotation: TemporalAnnotation
    do { annotation = try TemporalAnnotation(truth.text, name: truth.name) } catch {
      throw DatasetError(error)
    }
    var reading = try Self.reading(train: train.text, test: test?.text, annotation: annotation)
    for index in reading.manifest.videos.indices {
      let stem = reading.manifest.videos[index].stem
      if let path = folder.video(stem) { reading.manifest.videos[index].path = path }
    }
    return reading
  }

  /// Joins lists and annotation.
  ///
  /// - Parameter test: the list of test videos; those of the annotation, in its order, if nil.
  /// - Throws: `badFile` that names lines whose class cannot be determined.
  public static func reading(
    train: String, test: String?, annotation: TemporalAnnotation
  ) throws(DatasetError) -> DatasetLayout.Reading {
    var reading = DatasetLayout.Reading(manifest: Manifest())
    var unnamed: [String] = []
    func video(_ line: String, _ split: Manifest.Split) -> Manifest.Video {
      let path = Self.path(line)
      let label = Self.label(VideoName.stem(path))
      if label == nil { unnamed.append(line) }
      return Manifest.Video(path: path, label: label ?? "", split: split)
    }
    var videos = LayoutFolder.lines(train).map { video($0, .train) }
    let testLines = test.map(LayoutFolder.lines) ?? annotation.names.map { $0 + ".mp4" }
    var unannotated: [String] = []
    var contradicted: [String] = []
    for line in testLines {
      var video = video(line, .test)
      if let entry = annotation.entries[video.stem] {
        video.intervals = entry.abnormal
        if (entry.category.lowercased() == Manifest.Video.normal) == video.isAbnormal {
          contradicted.append("\(video.stem) (\(entry.category))")
        }
      } else {
        unannotated.append(video.path)
      }
      videos.append(video)
    }
    guard unnamed.isEmpty else {
      throw DatasetError(
        .badFile,
        unnamed.map { "'\($0.prefix(80))' is not named like UCF-Crime's videos, such as Abuse001_x264.mp4" })
    }
    let listed = Set(videos.filter { $0.split == .test }.map(\.stem))
    reading.findings.problem(unannotated, "has no line in the annotation", "have no line in the annotation")
    reading.findings.problem(
      contradicted, "has an annotation that contradicts its name",
      "have annotations that contradict their names")
    reading.findings.note(
      annotation.names.filter { !listed.contains($0) }, "is annotated but not listed for testing",
      "are annotated but not listed for testing")
    reading.manifest.videos = videos
    return reading
  }

  /// The path of the video that a line of a list refers to.
  static func path(_ line: String) -> String {
    if line.lowercased().hasSuffix(".npy") { return VideoName.ofFeatures(line) + ".mp4" }
    let isRooted = line.hasPrefix("/") || line.dropFirst().hasPrefix(":")
    let path = line.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/")
    return isRooted ? (path.split(separator: "/").last.map(String.init) ?? path) : path
  }

  /// `Abuse` for `Abuse028_x264`, `normal` for `Normal_Videos_003_x264`.
  static func label(_ stem: String) -> String? {
    stem.lowercased().hasPrefix("normal") ? Manifest.Video.normal : TrackAlignment.category(of: stem)
  }
}
