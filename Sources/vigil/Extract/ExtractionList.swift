import Foundation
import VigilCore
import VigilDatasets

/// Which video becomes which feature file.
struct ExtractionList {
  /// One video and where its features go.
  struct Item: Hashable {
    var video: URL
    /// Without extension, relative to the output folder.
    var name: String
  }

  private(set) var items: [Item] = []

  /// Expands folders and a list, in a stable order.
  ///
  /// - Throws: if an input is missing, or two videos would become the same file: all at once.
  init(inputs: [String], list: String?) throws {
    var problems: [String] = []
    for input in inputs { add(URL(filePath: input), named: nil, &problems) }
    if let list {
      let file = URL(filePath: list)
      guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        throw CommandError("cannot read the list \(list); it is a text file with one video a line")
      }
      for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) })
      where !line.isEmpty && !line.hasPrefix("#") {
        let url =
          line.hasPrefix("/") ? URL(filePath: line) : file.deletingLastPathComponent().appending(path: line)
        add(url, named: line.hasPrefix("/") ? nil : line, &problems)
      }
    }
    problems += Self.clashes(items)
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: "; ")) }
    guard !items.isEmpty else { throw CommandError("the inputs contain no video") }
  }

  /// Videos that would become the same feature file, a sentence each.
  static func clashes(_ items: [Item]) -> [String] {
    Dictionary(grouping: items, by: \.name).sorted { $0.key < $1.key }.compactMap { name, same in
      guard same.count > 1 else { return nil }
      let videos = Set(same.map(\.video.path)).sorted()
      return videos.count == 1
        ? "\(videos[0]) is named twice" : "\(videos.joined(separator: " and ")) would both become \(name).npy"
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
      // A list may point out of its folder; features never leave theirs.
      let parts = plain.split(separator: "/").filter { $0 != ".." && $0 != "." }
      items.append(Item(video: url, name: parts.joined(separator: "/")))
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
}
