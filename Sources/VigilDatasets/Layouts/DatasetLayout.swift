public import Foundation

/// A supported layout of data sets.
public enum DatasetLayout: String, CaseIterable, Sendable {
  /// UCF-Crime (Sultani et al., CVPR 2018).
  case ucfCrime = "ucf-crime"
  /// ShanghaiTech Campus in its weakly supervised split (Zhong et al., CVPR 2019).
  case shanghaiTech = "shanghaitech"
  /// XD-Violence (Wu et al., ECCV 2020).
  case xdViolence = "xd-violence"
  /// UIT-VNAnomaly (Vu et al., NICS 2021).
  case vnAnomaly = "uit-vnanomaly"
  /// Any folder of videos whose subfolders are their labels.
  case folder
  /// Any table of videos.
  case table

  /// Its usual name.
  public var name: String {
    switch self {
    case .ucfCrime: "UCF-Crime"
    case .shanghaiTech: "ShanghaiTech"
    case .xdViolence: "XD-Violence"
    case .vnAnomaly: "UIT-VNAnomaly"
    case .folder: "the folder"
    case .table: "the table"
    }
  }

  /// The published number of videos by split, and of the abnormal ones if known.
  public var publishedCounts: [(split: Manifest.Split, total: Int, abnormal: Int?)] {
    switch self {
    case .ucfCrime: [(.train, 1610, 810), (.test, 290, 140)]
    case .shanghaiTech: [(.train, 238, 63), (.test, 199, 44)]
    case .xdViolence: [(.train, 3954, 1905), (.test, 800, 500)]
    case .vnAnomaly: [(.train, 89, nil), (.test, 96, nil)]
    case .folder, .table: []
    }
  }

  /// Options for data sets that do not use the usual names.
  public struct Options: Hashable, Sendable {
    /// The list of training videos.
    public var trainList: URL?
    /// The list of test videos.
    public var testList: URL?
    /// The annotation of the test videos.
    public var annotation: URL?
    /// Names of folders with normal videos, besides the usual ones.
    public var normalFolders: [String] = []
    /// A table's names for its columns and frames.
    public var table = TableOptions(labelsByIntervals: true)

    /// No options.
    public init() {}
  }

  /// A manifest and the findings made while reading it.
  public struct Reading: Hashable, Sendable {
    /// The videos.
    public var manifest: Manifest
    /// Assumptions and problems.
    public var findings = Findings()
  }

  /// Reads a data set's lists and annotations.
  ///
  /// - Parameter root: the folder of the data set; for a table its file.
  /// - Throws: `missing` for required files; `badFile` with everything that cannot be read.
  public func read(_ root: URL, options: Options = Options()) throws(DatasetError) -> Reading {
    if self == .table { return try Self.readTable(root, options.table) }
    let folder = try LayoutFolder(root)
    var reading: Reading =
      switch self {
      case .ucfCrime: try UCFCrime.read(folder, options)
      case .shanghaiTech: try ShanghaiTech.read(folder, options)
      case .xdViolence: try XDViolence.read(folder, options)
      case .vnAnomaly: try VNAnomaly.read(folder, options)
      case .folder, .table: try VideoFolder.read(folder, options)
      }
    for problem in folder.problems { reading.findings.problem(problem) }
    // Lists name the videos of a published set; in a folder, the names of files decide.
    if self == .folder, let passedOver = folder.passedOver {
      reading.findings.note("passed over files that are not called as videos are: \(passedOver)")
    }
    return reading
  }

  private static func readTable(_ file: URL, _ options: TableOptions) throws(DatasetError) -> Reading {
    let text = try LayoutFolder.text(file)
    return Reading(manifest: try Manifest(csv: text, name: file.lastPathComponent, options: options))
  }
}
