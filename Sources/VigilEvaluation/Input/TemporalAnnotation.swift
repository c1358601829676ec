import VigilCore

/// UCF-Crime's annotation of test videos: a line for each, `Abuse028_x264.mp4 Abuse 165 240 -1 -1`, with up to two
/// stretches from the first to the last abnormal frame, counted from 0 (Sultani et al., CVPR 2018).
public struct TemporalAnnotation: Hashable, Sendable {
  /// One video.
  public struct Entry: Hashable, Sendable {
    /// The class; `Normal` for videos without an anomaly.
    public var category: String
    /// The abnormal frames.
    public var abnormal: [Range<Int>]

    /// Makes an entry.
    public init(category: String, abnormal: [Range<Int>]) {
      self.category = category
      self.abnormal = abnormal
    }
  }

  /// The videos by their names without extension.
  public var entries: [String: Entry]
  /// The names in the order of the lines.
  public private(set) var names: [String] = []

  /// Holds entries.
  public init(_ entries: [String: Entry]) {
    self.entries = entries
    names = entries.keys.sorted()
  }

  /// Reads an annotation.
  ///
  /// - Parameters:
  ///   - text: the lines; empty ones are skipped.
  ///   - name: the name of the annotation in errors.
  /// - Throws: `badFile`, with the line.
  public init(_ text: String, name: String) throws(EvaluationError) {
    entries = [:]
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard !fields.isEmpty else { continue }
      let numbers = fields.dropFirst(2).compactMap { Int($0) }
      guard fields.count >= 4, numbers.count == fields.count - 2, numbers.count.isMultiple(of: 2) else {
        throw EvaluationError(
          .badFile,
          "line \(number + 1) of \(name) is not 'VIDEO CLASS START END …' with whole numbers: \(line.prefix(80))"
        )
      }
      var ranges: [Range<Int>] = []
      for pair in stride(from: 0, to: numbers.count, by: 2) where numbers[pair] >= 0 {
        guard numbers[pair + 1] >= numbers[pair], numbers[pair + 1] < 1 << 40 else {
          throw EvaluationError(
            .badFile,
            "line \(number + 1) of \(name): an anomaly cannot go from frame \(numbers[pair]) to \(numbers[pair + 1])"
          )
        }
        ranges.append(numbers[pair]..<numbers[pair + 1] + 1)
      }
      let video = VideoName.stem(fields[0])
      if entries.updateValue(Entry(category: String(fields[1]), abnormal: ranges), forKey: video) == nil {
        names.append(video)
      }
    }
  }

  /// The annotation as labels of whole videos: every frame of an abnormal video counts as abnormal, whatever its stretches.
  public var ofWholeVideos: TemporalAnnotation {
    var whole = self
    whole.entries = entries.mapValues { entry in
      let isNormal = entry.category.lowercased() == "normal" && entry.abnormal.isEmpty
      return Entry(category: entry.category, abnormal: isNormal ? [] : [0..<1 << 40])
    }
    return whole
  }
}
