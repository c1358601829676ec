public import Foundation
import VigilCore

/// Which video becomes which feature file.
public struct ExtractionList: Sendable {
  /// One video and where its features go.
  public struct Item: Hashable, Sendable {
    /// The video's file.
    public var video: URL
    /// Without extension, relative to the output folder.
    public var name: String

    /// Names a video and its features.
    public init(video: URL, name: String) {
      self.video = video
      self.name = name
    }
  }

  /// The videos in the order in which they were named; at least one.
  public private(set) var items: [Item] = []

  /// Expands folders and a list, in a stable order.
  ///
  /// - Parameters:
  ///   - inputs: videos, and folders of videos.
  ///   - list: a text file that names a video a line, relative to its folder.
  /// - Throws: `missing` if an input is missing, or two videos would become the same file: all at once.
  public init(inputs: [String], list: String?) throws(DatasetError) {
    var problems: [String] = []
    for input in inputs { add(URL(filePath: input), named: nil, &problems) }
    if let list {
      guard let lines = try? TextFile.lines(list) else {
        throw DatasetError(
          .missing, "cannot read the list \(list); it is a text file with one video a line")
      }
      let folder = URL(filePath: list).deletingLastPathComponent()
      for line in lines where !line.hasPrefix("#") {
        let isAbsolute = line.hasPrefix("/")
        add(
          isAbsolute ? URL(filePath: line) : folder.appending(path: line), named: isAbsolute ? nil : line,
          &problems)
      }
    }
    problems += Self.clashes(items)
    guard problems.isEmpty else { throw DatasetError(.missing, problems.joined(separator: "; ")) }
    guard !items.isEmpty else { throw DatasetError(.missing, "the inputs contain no video") }
  }

  /// Videos of a manifest, whose features are called as they are, within their folder wherever the video lies.
  ///
  /// - Parameter files: the videos' files, in the same order.
  /// - Throws: `badFile` if two videos would become the same file.
  public init(_ videos: [Manifest.Video], files: [URL]) throws(DatasetError) {
    items = zip(videos, files).map { Item(video: $1, name: Self.withinFolder($0.name)) }
    let clashes = Self.clashes(items)
    guard clashes.isEmpty else { throw DatasetError(.badFile, clashes.joined(separator: "; ")) }
  }

  /// Videos that would become the same feature file, a sentence each.
  private static func clashes(_ items: [Item]) -> [String] {
    Dictionary(grouping: items, by: \.name).sorted { $0.key < $1.key }.compactMap { name, same in
      guard same.count > 1 else { return nil }
      let videos = Set(same.map(\.video.path)).sorted()
      return videos.count == 1
        ? "\(videos[0]) is named twice" : "\(videos.joined(separator: " and ")) would both become \(name).npy"
    }
  }

  /// Refuses hold-out videos that were also used for calibration.
  ///
  /// - Throws: `badFile` that names the videos that are both.
  public static func verifyApart(calibration: [URL], heldOut: [URL]) throws(DatasetError) {
    let both = Set(calibration.map { $0.resolvingSymlinksInPath() })
      .intersection(heldOut.map { $0.resolvingSymlinksInPath() })
    guard both.isEmpty else {
      throw DatasetError(
        .badFile,
        "\(both.map(\.path).sorted().joined(separator: ", ")) cannot be calibrated on and held out; choose one"
      )
    }
  }

  private mutating func add(_ url: URL, named name: String?, _ problems: inout [String]) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      problems.append("there is no \(url.path)")
      return
    }
    guard isFolder.boolValue else {
      let plain =
        name.map { ($0 as NSString).deletingPathExtension } ?? url.deletingPathExtension().lastPathComponent
      items.append(Item(video: url, name: Self.withinFolder(plain)))
      return
    }
    guard let paths = try? FileIndex.paths(url, { VideoName.isVideo($0) }) else {
      problems.append("cannot read the folder \(url.path)")
      return
    }
    for path in paths {
      items.append(Item(video: url.appending(path: path), name: (path as NSString).deletingPathExtension))
    }
  }

  /// A list may point out of its folder; features never leave theirs.
  private static func withinFolder(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
