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
  /// What could not be looked at in folders, and why, a sentence each.
  public private(set) var problems: [String] = []
  /// What was passed over in folders because it is not called as videos are, a sentence for each folder.
  public private(set) var passedOver: [String] = []

  /// Expands folders and a list, in a stable order.
  ///
  /// - Parameters:
  ///   - inputs: videos, and folders of videos; a folder of pictures, or a pattern of their names, is a video (`PictureSequence`).
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
    guard !items.isEmpty else {
      throw DatasetError(
        .missing, ["the inputs contain no video"] + self.problems + passedOver)
    }
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

  /// The videos alone, where none may be missing.
  ///
  /// - Throws: `missing` with everything that could not be looked at.
  public func videos() throws(DatasetError) -> [URL] {
    guard problems.isEmpty else { throw DatasetError(.missing, problems) }
    return items.map(\.video)
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

  private mutating func add(_ named: URL, named name: String?, _ problems: inout [String]) {
    // A list has accents as they were typed, which may not be as the disk has them.
    let found = FolderNames.spelled(named)
    do throws(CoreError) {
      if let sequence = try PictureSequence((found ?? named).path) {
        // A pattern names no video, but the folder does.
        let own = found == nil ? nil : name
        items.append(
          Item(video: found ?? named, name: Self.withinFolder(own ?? sequence.folder.lastPathComponent)))
        return
      }
    } catch {
      problems.append(error.message)
      return
    }
    var isFolder: ObjCBool = false
    guard let url = found, FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      problems.append(
        FolderNames.obstacle(named.path).map { "cannot look at \(named.path): \($0)" }
          ?? "there is no \(named.path)")
      return
    }
    guard isFolder.boolValue else {
      let plain =
        name.map { ($0 as NSString).deletingPathExtension } ?? url.deletingPathExtension().lastPathComponent
      items.append(Item(video: url, name: Self.withinFolder(plain)))
      return
    }
    let walk: FolderWalk
    do throws(DatasetError) { walk = try FolderWalk(videosIn: url) } catch {
      problems.append(error.message)
      return
    }
    self.problems += walk.problems
    if let text = walk.passedOver {
      let count = walk.others.count == 1 ? "1 file" : "\(walk.others.count) files"
      passedOver.append("passed over \(count) in \(url.path) not called as videos are: \(text)")
    }
    let plain = walk.files.map { walk.sequences.contains($0) ? $0 : ($0 as NSString).deletingPathExtension }
    // Those that differ only in their endings keep them.
    let counts = Dictionary(plain.map { ($0, 1) }, uniquingKeysWith: +)
    for (path, name) in zip(walk.files, plain) {
      items.append(Item(video: url.appending(path: path), name: counts[name] == 1 ? name : path))
    }
  }

  /// A list may point out of its folder; features never leave theirs.
  private static func withinFolder(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
