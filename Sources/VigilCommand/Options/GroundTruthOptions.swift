import ArgumentParser
import VigilCore
import VigilDatasets

/// How the options of a ground truth are called in a command that has several sets of videos.
protocol GroundTruthNames {
  /// The names of an option whose own name is `name`.
  static func names(_ name: String) -> NameSpecification
}

/// The ground truth of all videos of a command.
enum OwnGroundTruth: GroundTruthNames {
  static func names(_ name: String) -> NameSpecification { .customLong(name) }
}

/// The ground truth of a test set beside other videos.
enum TestGroundTruth: GroundTruthNames {
  static func names(_ name: String) -> NameSpecification {
    // `--annotation` is older than the other options.
    name == "annotation"
      ? [.customLong("test-annotation"), .customLong("annotation")] : .customLong("test-\(name)")
  }
}

/// Which frames of a set of videos are abnormal.
struct GroundTruthOptions<Names: GroundTruthNames>: ParsableArguments {
  @Option(name: Names.names("ground-truth"), help: "The labels of all frames, .npy.")
  var labels: String?

  @Option(
    name: Names.names("annotation"),
    help: "Abnormal intervals and class of each video: 'Abuse028_x264.mp4 Abuse 165 240 -1 -1'.")
  var annotation: String?

  @Option(
    name: Names.names("videos"),
    help: "The videos in the order of the scores: a table with the columns video and frames or snippets.")
  var videos: String?

  /// Whether labels or intervals are given.
  var saysWhatIsAbnormal: Bool { labels != nil || annotation != nil }

  /// Whether any file is given.
  var isUsed: Bool { saysWhatIsAbnormal || videos != nil }

  /// The files.
  func files(
    manifest: String? = nil, framesPerScore: Int = SnippetPosition.framesPerSnippet, frameRate: Double = 30
  ) -> GroundTruthFiles {
    GroundTruthFiles(
      labels: labels, annotation: annotation, videos: videos, manifest: manifest,
      framesPerScore: framesPerScore, frameRate: frameRate)
  }
}
