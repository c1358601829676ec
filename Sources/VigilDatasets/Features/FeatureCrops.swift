import Foundation
import VigilCore
import VigilTensorFiles

/// Features that are published as one file for each crop: `NAME__0.npy`, `NAME__1.npy` and so on, each [snippets, F].
///
/// The first file stands for the video. A file of three axes is a video of its own, whatever its name.
struct FeatureCrops {
  /// The crops that any model takes.
  static let counts = [1, 5, 10]

  /// The first files that were asked about, and whether they hold one crop.
  private var known: [String: Bool] = [:]

  /// The first crop's file for that of any crop, and any other file for itself; each once, in order.
  static func folded(_ files: [URL]) -> [URL] {
    var crops = FeatureCrops()
    var seen: Set<String> = []
    return files.compactMap { file in
      guard let first = crops.first(of: file) else { return file }
      return seen.insert(first.path).inserted ? first : nil
    }
  }

  /// All files of a video's crops, in order, with those that are missing in between; nil if `url` is not the first of them.
  static func files(of url: URL) -> [URL]? {
    let stem = VideoName.stem(url.lastPathComponent)
    guard let (video, number) = VideoName.crop(of: stem), number == 0 else { return nil }
    var (files, missing): ([URL], [URL]) = ([url], [])
    // A longer gap would need more crops than any model takes.
    while missing.count < counts.max() ?? 0 {
      let next = file(beside: url, video: video, crop: files.count + missing.count)
      if FileManager.default.fileExists(atPath: next.path) {
        files += missing + [next]
        missing = []
      } else {
        missing.append(next)
      }
    }
    return files
  }

  private mutating func first(of url: URL) -> URL? {
    guard let (video, number) = VideoName.crop(of: VideoName.stem(url.lastPathComponent)) else { return nil }
    let first = number == 0 ? url : Self.file(beside: url, video: video, crop: 0)
    if let known = known[first.path] { return known ? first : nil }
    let isCrop = (try? ArrayRows(first))?.shape.count == 2
    known[first.path] = isCrop
    return isCrop ? first : nil
  }

  private static func file(beside url: URL, video: String, crop: Int) -> URL {
    url.deletingLastPathComponent().appending(path: "\(video)__\(crop).\(url.pathExtension)")
  }
}
