import VigilCore
import VigilEvaluation

/// Options for tables that differ from a manifest.
public struct TableOptions: Hashable, Sendable {
  /// The name of the column of intervals; `intervals` if nil.
  public var intervalColumn: String?
  /// The number of a video's first frame, 0 or 1.
  public var firstFrame: Int
  /// Whether, in a table without labels, videos with intervals are abnormal and those without normal.
  public var labelsByIntervals: Bool

  /// The rules of manifests, unless told otherwise.
  public init(intervalColumn: String? = nil, firstFrame: Int = 0, labelsByIntervals: Bool = false) {
    self.intervalColumn = intervalColumn
    self.firstFrame = firstFrame
    self.labelsByIntervals = labelsByIntervals
  }
}

extension Manifest {
  /// Reads a table with the columns `video` and `label`, and optionally `split`, `frames` and `intervals`; others
  /// are ignored.
  ///
  /// - `video` (or `file`, `path`, `name`): the file, relative to the folder of the videos.
  /// - `label` (or `class`): `normal`, `abnormal` or a class of anomalies.
  /// - `split`: `train`, `validation` or `test` (or `training`, `val`, `valid`, `testing`); may be empty.
  /// - `frames`: their number; may be empty.
  /// - `intervals`: `240-300;410-450`; may be empty.
  /// - `partial`: how the published ground truth treats a partial last snippet, as `SnippetEnding`; may be empty.
  ///
  /// - Parameter name: the name of the table in errors.
  /// - Throws: `badFile` with everything that is wrong.
  public init(csv text: String, name: String, options: TableOptions = TableOptions()) throws(DatasetError) {
    let table: CSVTable
    do { table = try CSVTable(text, name: name) } catch { throw DatasetError(error) }
    let has = "it has " + table.columns.joined(separator: ", ")
    guard let paths = table.column("video", "file", "path", "name") else {
      throw DatasetError(.badFile, "\(name) has no column video; \(has)")
    }
    let labels = table.column("label", "class")
    guard labels != nil || options.labelsByIntervals else {
      throw DatasetError(.badFile, "\(name) has no column label; \(has)")
    }
    let intervals = table.column(options.intervalColumn?.lowercased() ?? "intervals")
    guard intervals != nil || (options.intervalColumn == nil && labels != nil) else {
      throw DatasetError(
        .badFile, "\(name) has no column \(options.intervalColumn ?? "label or intervals"); \(has)")
    }
    let (splits, lengths) = (table.column("split", "set"), table.column("frames"))
    let endings = table.column("partial")

    var complaints: [String] = []
    var videos: [Video] = []
    for (number, row) in table.rows.enumerated() {
      func complain(_ what: String) { complaints.append("row \(number + 1) of \(name) \(what)") }
      func field(_ column: Int?) -> String { column.map { row[$0].trimmed } ?? "" }
      var video = Video(path: field(paths), label: field(labels))
      if video.path.isEmpty { complain("names no video") }
      if let text = intervals.map({ row[$0] }) {
        if let read = FrameIntervals.read(text, firstFrame: options.firstFrame) {
          video.intervals = read
        } else {
          complain(
            "has the intervals '\(text.prefix(80))', which are not first and last frames from \(options.firstFrame), as "
              + "in 240-300;410-450"
          )
        }
      }
      if labels == nil { video.label = video.intervals.isEmpty ? Video.normal : Video.abnormal }
      if video.label.isEmpty { complain("has no label: normal, abnormal or a class") }
      if video.label.lowercased() == Video.normal { video.label = Video.normal }
      if video.label.lowercased() == Video.abnormal { video.label = Video.abnormal }
      if !field(splits).isEmpty {
        video.split = Split(spelled: field(splits))
        if video.split == nil {
          complain("has the split '\(field(splits).prefix(40))', not train, validation or test")
        }
      }
      if !field(lengths).isEmpty {
        video.frames = Int(field(lengths)).flatMap { (1..<FrameIntervals.mostFrames).contains($0) ? $0 : nil }
        if video.frames == nil {
          complain("has '\(field(lengths).prefix(40))' frames, not a whole number from 1")
        }
      }
      if !field(endings).isEmpty {
        video.ending = SnippetEnding(rawValue: field(endings).lowercased())
        if video.ending == nil {
          complain(
            "has '\(field(endings).prefix(40))' for partial snippets, not "
              + SnippetEnding.allCases.map(\.rawValue).joined(separator: ", "))
        }
      }
      videos.append(video)
    }
    if videos.isEmpty { complaints.append("\(name) names no video") }
    guard complaints.isEmpty else { throw DatasetError(.badFile, complaints) }
    self.init(videos)
  }

  /// The table of this manifest; columns that no video needs are left out.
  public var csv: String {
    let columns: [(name: String, isNeeded: Bool, text: (Video) -> String)] = [
      ("video", true, { $0.path }),
      ("label", true, { $0.label }),
      ("split", isSplit, { $0.split?.rawValue ?? "" }),
      ("frames", videos.contains { $0.frames != nil }, { $0.frames.map { "\($0)" } ?? "" }),
      ("intervals", videos.contains { !$0.intervals.isEmpty }, { FrameIntervals.text($0.intervals) }),
      ("partial", videos.contains { $0.ending != nil }, { $0.ending?.rawValue ?? "" }),
    ]
    let needed = columns.filter(\.isNeeded)
    let rows = videos.map { video in CSVText.line(needed.map { $0.text(video) }) }
    return ([CSVText.line(needed.map(\.name))] + rows).map { $0 + "\n" }.joined()
  }
}

extension Manifest.Split {
  /// A split by any of its usual names.
  init?(spelled text: String) {
    switch text.lowercased() {
    case "train", "training": self = .train
    case "val", "valid", "validation": self = .validation
    case "test", "testing": self = .test
    default: return nil
    }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
