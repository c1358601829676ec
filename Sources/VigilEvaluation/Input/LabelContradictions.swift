import VigilCore

/// Where labels of frames and what an annotation or manifest says of the same videos exclude each other.
///
/// Both are right by themselves; the usual cause is that labels are in another order than the videos, and then every measure is
/// of the wrong frames.
struct LabelContradictions {
  private var wronglyNormal: [String] = []
  private var wronglyAbnormal: [String] = []

  /// Compares the labels of a video with its entry, if it has one.
  mutating func compare(_ name: String, _ truth: GroundTruth, with entry: TemporalAnnotation.Entry?) {
    guard let entry else { return }
    let isNormal = entry.category.lowercased() == "normal"
    if isNormal, !truth.abnormal.isEmpty { wronglyNormal.append(name) }
    // The only stretch of a video may lie in its last frames, which are in no snippet.
    if !isNormal, truth.abnormal.isEmpty { wronglyAbnormal.append(name) }
  }

  /// What to tell about abnormal videos in which the labels have no anomaly.
  ///
  /// - Throws: `badFile` if the labels have an anomaly in a normal video.
  func notes() throws(EvaluationError) -> [String] {
    guard wronglyNormal.isEmpty else {
      let others =
        wronglyAbnormal.isEmpty
        ? "" : " (and no abnormal frame in the abnormal \(wronglyAbnormal.joinedNames()))"
      throw EvaluationError(
        .badFile,
        "the ground truth has abnormal frames in \(wronglyNormal.joinedNames()), which the annotation or manifest calls "
          + "normal\(others); are its labels in another order? Give the videos in the order of the labels (--videos), or "
          + "labels in the order of the videos (vigil dataset align)")
    }
    guard !wronglyAbnormal.isEmpty else { return [] }
    return [
      "the ground truth has no abnormal frame in \(wronglyAbnormal.joinedNames()), which the annotation or manifest calls "
        + "abnormal"
    ]
  }
}
