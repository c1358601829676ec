import VigilCore
import VigilEvaluation

/// The number and length of a manifest's videos, by split and class.
public struct DatasetSummary: Hashable, Sendable {
  /// The videos of one class in one split.
  public struct Row: Hashable, Sendable {
    /// `train`, `validation`, `test`, or `all` if there are no splits.
    public var split: String
    /// The label.
    public var label: String
    /// The number of videos.
    public var videos: Int
    /// The number of videos with a known frame count.
    public var measured: Int
    /// Their frames.
    public var frames: Int
    /// The frames annotated as abnormal.
    public var abnormalFrames: Int
    /// Their length in hours.
    public var hours: Double
  }

  /// A row for each split and class: splits in their order, normal first, classes by name.
  public var rows: [Row]
  /// The totals.
  public var total: Row

  /// Makes a summary.
  ///
  /// - Parameters:
  ///   - frameRate: frames per second.
  ///   - frameRates: the same for videos that differ, by path.
  public init(_ manifest: Manifest, frameRate: Double = 30, frameRates: [String: Double] = [:]) {
    func row(_ split: String, _ label: String, _ videos: [Manifest.Video]) -> Row {
      var row = Row(
        split: split, label: label, videos: videos.count, measured: 0, frames: 0, abnormalFrames: 0, hours: 0)
      for video in videos {
        guard let frames = video.frames else { continue }
        row.measured += 1
        row.frames += frames
        row.abnormalFrames += GroundTruth(frames: frames, abnormal: video.intervals).abnormalFrames
        row.hours += Double(frames) / (frameRates[video.path] ?? frameRate) / 3600
      }
      return row
    }
    rows = []
    for split in manifest.isSplit ? Manifest.Split.allCases : [.train] {
      let labels = Dictionary(grouping: manifest.videos(for: split), by: \.label)
      let order = labels.keys.sorted {
        ($0 == Manifest.Video.normal ? 0 : 1, $0) < ($1 == Manifest.Video.normal ? 0 : 1, $1)
      }
      rows += order.map { row(manifest.isSplit ? split.rawValue : "all", $0, labels[$0] ?? []) }
    }
    total = row("total", "", manifest.videos)
  }

  /// The columns of `table` that hold numbers.
  public static let numericColumns: Set = [2, 3, 4, 5]

  /// The table in aligned columns.
  public var lines: [String] { TextTable.lines(table, numeric: Self.numericColumns) }

  /// The names of columns, then all rows and the total; what is not known is a question mark.
  public var table: [[String]] {
    [["split", "label", "videos", "frames", "abnormal frames", "hours"]]
      + (rows + [total]).map { row in
        let isKnown = row.measured > 0
        let part = row.measured < row.videos ? " of \(row.measured)" : ""
        return [
          row.split, row.label, "\(row.videos)", isKnown ? "\(row.frames)" + part : "?",
          isKnown ? "\(row.abnormalFrames)" : "?", isKnown ? NumberText.fixed(row.hours, decimals: 2) : "?",
        ]
      }
  }
}
